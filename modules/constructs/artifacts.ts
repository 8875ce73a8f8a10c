// Where zips and wheels come from: the module's own folder, or a bucket of the caller's that `headrace publish --artifacts` wrote to.
// A set without its zips knows them by their digests, and what the bucket has under them is checked in the plan.
import { DataAwsS3Object } from "@cdktf/provider-aws/lib/data-aws-s3-object/index.js";
import { DataAwsS3Objects } from "@cdktf/provider-aws/lib/data-aws-s3-objects/index.js";
import * as z from "zod";
import { ARTIFACT_PREFIX } from "../../core/registry/artifacts.ts";
import { RELEASE_VERSION } from "../../core/release.ts";
import {
  artifactDigests,
  type Construct,
  Expr,
  each,
  forEach,
  local,
  type Resource,
  ref,
  stackOf,
  tf,
} from "../kit/index.ts";

export const artifactsInput = z
  .object({
    bucket: z.string().describe("Name of the bucket, which is in the region of the functions."),
    prefix: z
      .string()
      .regex(
        /^$|^[^/].*\/$/,
        "what keys begin with, with a slash at its end and none at its beginning, or nothing",
      )
      .default(ARTIFACT_PREFIX)
      .describe("What the keys in it begin with."),
  })
  .nullable()
  .default(null)
  .describe(
    "The bucket that `headrace publish --artifacts s3://BUCKET/PREFIX` put the code of functions and jobs into; the files in the module's own folder are uploaded where null.",
  );

export interface Stored {
  /** Whether code comes from the bucket. */
  used: Expr;
  /** Name of the bucket; null where code comes from the module's folder. */
  bucket: Expr;
  /** The key of a file in the bucket; null where code comes from the module's folder. */
  key(file: Expr | string): Expr;
  /** Base64 of the SHA-256 of a file in the bucket, as Lambda tells it. */
  digest(file: Expr | string): Expr;
  /** Whoever takes from the bucket waits for these. */
  checks: readonly Resource[];
}

const made = new WeakMap<Construct, Stored>();

/** The module's artifacts in the bucket, which are checked once for all that takes them. */
export function stored(scope: Construct, artifacts: Expr): Stored {
  const stack = stackOf(scope);
  const result = made.get(stack) ?? inBucket(stack, artifacts);
  made.set(stack, result);
  return result;
}

function inBucket(stack: Construct, artifacts: Expr): Stored {
  const bucket = artifacts.attr("bucket");
  const [key, digest] = [each.value.attr("key"), each.value.attr("digest")];
  const all = local(
    stack,
    "artifacts",
    tf`{ for file, d in ${artifactDigests()} : file => { key = "\${try(${artifacts}.prefix, "")}\${d.hex}/\${file}", digest = d.base64 } if ${artifacts} != null }`,
  );
  const place = `s3://${bucket}/${key}`;
  const again = `"headrace publish --artifacts s3://${bucket}/${artifacts.attr("prefix")}" with Headrace ${RELEASE_VERSION}, of which this module is`;
  const there = forEach(
    new DataAwsS3Objects(stack, "artifact", { bucket: `${bucket}`, prefix: `${key}` }),
    all,
  );
  there.addOverride("lifecycle.postcondition", [
    {
      condition: tf`contains(self.keys, ${key})`.toString(),
      error_message: `There is no ${place}, from which this module takes its code. Run ${again}.`,
    },
  ]);
  const same = forEach(
    new DataAwsS3Object(stack, "artifact-digest", {
      bucket: tf`${ref(there)}[each.key].bucket`.toString(),
      key: `${key}`,
      checksumMode: "ENABLED",
    }),
    all,
  );
  const known = new Expr("self.checksum_sha256");
  same.addOverride("lifecycle.postcondition", [
    {
      condition: tf`${known} == ${digest}`.toString(),
      error_message: `${place} is not what this module was published with: S3 knows it by the SHA-256 "${known}", which should be "${digest}". Delete it, and run ${again}.`,
    },
  ]);
  return {
    used: tf`${artifacts} != null`,
    bucket: tf`try(${bucket}, null)`,
    key: (file) => tf`try(${all}[${file}].key, null)`,
    digest: (file) => tf`${all}[${file}].digest`,
    checks: [there, same],
  };
}
