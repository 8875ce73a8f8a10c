// The zips of functions and layers: what they hold decides when they are uploaded, and never where they lie.
import { artifact, type Construct, type Expr, type Resource, remembered, tf } from "../kit/index.ts";
import { stored } from "./artifacts.ts";

/** For the zip of a layer of the caller's: another path is nothing new. */
export const PATH_IS_NO_CHANGE = { ignoreChanges: ["filename"] };

/** For a layer's zip: another place is nothing new; a layer that is made anew takes that of today. */
export const PLACE_IS_NO_CHANGE = { ignoreChanges: ["filename", "s3_bucket", "s3_key"] };

/** Of a zip: where it lies, in the module's folder or in a bucket, and its digest. */
export interface Zip {
  filename: Expr;
  bucket: Expr;
  key: Expr;
  /** Base64 of its SHA-256. */
  hash: Expr;
  /** What must hold before it is taken. */
  checks: readonly Resource[];
}

/**
 * A function is updated in place, and an ignored path would then be read where it was. So the path is remembered, until
 * the zip is another one or the processor is, with which the provider uploads it again.
 */
export function functionZip(
  scope: Construct,
  file: string,
  { artifacts, architecture }: { artifacts: Expr; architecture: Expr },
): Zip {
  const zip = layerZip(scope, file, artifacts);
  const { used, bucket } = stored(scope, artifacts);
  const path = artifact(file);
  // While the zip lies in a bucket the path is of no use, and it may be gone once the zip is uploaded from here again.
  const until = tf`${used} ? "\${${bucket}}/\${${zip.hash}}" : ${zip.hash}`;
  const code = remembered(scope, "code", { path }, { until: [until, architecture] });
  return { ...zip, filename: tf`${used} ? null : ${code.attr("path")}` };
}

export function layerZip(scope: Construct, file: string, artifacts: Expr): Zip {
  const path = artifact(file);
  const { bucket, key, digest, used, checks } = stored(scope, artifacts);
  return {
    filename: tf`${used} ? null : ${path}`,
    bucket,
    key: key(file),
    hash: tf`${used} ? ${digest(file)} : filebase64sha256(${path})`,
    checks,
  };
}
