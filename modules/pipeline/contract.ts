// The contract as the functions read it: an object of the system zone, named by its own digest.
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { type Construct, type Expr, local, type Resource, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export interface ContractObject {
  uri: Expr;
  digest: Expr;
  object: Resource;
}

/**
 * Another contract is another object, written before the functions change and deleted after, so that no function ever
 * finds a contract that is not its own.
 */
export function contractObject(
  scope: Construct,
  vars: Vars<typeof inputs>,
  datasets: Expr,
  systemBucket: Expr,
): ContractObject {
  const json = local(
    scope,
    "contract",
    tf`jsonencode({ version = 1, name = ${vars.name}, datasets = ${datasets} })`,
  );
  const digest = local(scope, "contract_digest", tf`sha256(${json})`);
  const object = new S3Object(scope, "contract", {
    bucket: `${systemBucket}`,
    key: `contracts/${digest}.json`,
    content: `${json}`,
    contentType: "application/json",
    tags: vars.tags.map,
    lifecycle: { createBeforeDestroy: true },
  });
  return { uri: tf`"s3://\${${ref(object, "bucket")}}/\${${ref(object, "key")}}"`, digest, object };
}
