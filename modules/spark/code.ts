// The script and the wheels in S3: under their own digests, so that a run finds what its job was made with. They are put into the
// caller's bucket of code, or lie in that of artifacts.
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import type { Account } from "../constructs/account.ts";
import { stored } from "../constructs/artifacts.ts";
import {
  artifact,
  borrowed,
  type Construct,
  type Expr,
  one,
  plain,
  type Resource,
  tf,
  when,
} from "../kit/index.ts";
import { DUCKDB_WHEEL, SCRIPT, STAGE_WHEEL } from "./artifacts.ts";

export interface Code {
  script: Expr;
  /** As `--additional-python-modules` takes them. */
  modules: Expr;
  /** ARNs of the objects. */
  arns: Expr[];
  /** What must hold before a job is made. */
  checks: readonly Resource[];
}

export function code(scope: Construct, at: Account, vars: { artifacts: Expr; code_bucket: Expr }): Code {
  const { used, bucket, key, checks } = stored(scope, vars.artifacts);
  const files = [
    { file: SCRIPT, path: artifact(SCRIPT) },
    { file: STAGE_WHEEL, path: artifact(STAGE_WHEEL) },
    { file: DUCKDB_WHEEL.file, path: borrowed(DUCKDB_WHEEL) },
  ];
  const places = files.map(({ file, path }, index) => {
    const object = when(
      tf`!(${used})`,
      new S3Object(scope, `code-${index}`, {
        bucket: `${vars.code_bucket}`,
        // Terraform works it out also where no object is made, and the file may be missing then.
        key: tf`"glue/\${try(filesha256(${path}), "")}/\${${file}}"`.toString(),
        source: `${path}`,
        lifecycle: { createBeforeDestroy: true },
      }),
    );
    object.addOverride("override_provider", plain({ default_tags: { tags: tf`{}` } }));
    return {
      bucket: tf`coalesce(${bucket}, ${one(object, "bucket")})`,
      key: tf`coalesce(${key(file)}, ${one(object, "key")})`,
    };
  });
  const [script, ...wheels] = places.map((place) => tf`"s3://\${${place.bucket}}/\${${place.key}}"`);
  return {
    script: script as Expr,
    modules: tf`join(",", ${wheels})`,
    arns: places.map((place) => tf`"arn:\${${at.partition}}:s3:::\${${place.bucket}}/\${${place.key}}"`),
    checks,
  };
}
