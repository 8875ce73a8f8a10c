// A text that functions read from S3, as an object that its own digest names, and a number of its own beside it.
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { builtin, type Construct, type Expr, local, plain, type Resource, ref, tf } from "../kit/index.ts";
import type { Account } from "./account.ts";

export interface TextObject {
  /** s3://BUCKET/KEY */
  uri: Expr;
  /** SHA-256 of the text, in hex. */
  digest: Expr;
  object: Resource;
}

/**
 * Another text is another object, written before the functions change and deleted after, so that no function ever finds
 * a text that is not its own. A text that comes back is another object too: where an apply fails half-way, Terraform still
 * has to delete the one that was there, and would delete it under the name of the new one. The same holds where the bucket is not
 * known when planning, as it is read from an address that changes: Terraform then replaces an object whose text stays.
 */
export function textObject(
  scope: Construct,
  id: string,
  options: { bucket: Expr; folder: string; json: Expr },
): TextObject {
  const text = local(scope, id, tf`jsonencode(${options.json})`);
  const digest = local(scope, `${id}_digest`, tf`sha256(${text})`);
  const edition = builtin(scope, `${id}_edition`, {
    triggers_replace: tf`[${digest}, ${options.bucket}]`,
  });
  const object = new S3Object(scope, id, {
    bucket: `${options.bucket}`,
    key: `${options.folder}/${digest}-${edition.attr("id")}.json`,
    content: `${text}`,
    contentType: "application/json",
    lifecycle: { createBeforeDestroy: true },
  });
  // An object of S3 takes ten tags where everything else takes fifty: those that a provider gives to all are too many.
  object.addOverride("override_provider", plain({ default_tags: { tags: tf`{}` } }));
  return { uri: tf`"s3://\${${ref(object, "bucket")}}/\${${ref(object, "key")}}"`, digest, object };
}

/** ARN of the object that an s3:// URI names. */
export const objectArn = (at: Account, uri: Expr): Expr =>
  tf`"arn:\${${at.partition}}:s3:::\${trimprefix(${uri}, "s3://")}"`;
