// The script and the wheels in S3: under their own digests, so that a run finds what its job was made with.
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { artifact, type Construct, type Expr, plain, ref, tf } from "../kit/index.ts";
import { SCRIPT, WHEELS } from "./artifacts.ts";

export interface Code {
  script: Expr;
  /** As `--additional-python-modules` takes them. */
  modules: Expr;
  /** ARNs of the objects. */
  arns: Expr[];
}

export function code(scope: Construct, bucket: Expr): Code {
  const objects = [SCRIPT, ...WHEELS].map((file, at) => {
    const path = artifact(file);
    const object = new S3Object(scope, `code-${at}`, {
      bucket: `${bucket}`,
      key: tf`"glue/\${filesha256(${path})}/\${${file}}"`.toString(),
      source: `${path}`,
      lifecycle: { createBeforeDestroy: true },
    });
    object.addOverride("override_provider", plain({ default_tags: { tags: tf`{}` } }));
    return object;
  });
  const [script, ...wheels] = objects.map(
    (object) => tf`"s3://\${${ref(object, "bucket")}}/\${${ref(object, "key")}}"`,
  );
  return {
    script: script as Expr,
    modules: tf`join(",", ${wheels})`,
    arns: objects.map((object) => ref(object, "arn")),
  };
}
