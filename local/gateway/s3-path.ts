// Where a request to S3 points: the bucket in the host name or in the path, and the key.

/**
 * The path-style path of an S3 request. A host such as BUCKET.s3.localhost:PORT or BUCKET.127.0.0.1:PORT carries the
 * bucket in front (virtual-host style); moto behind the gateway is asked in path style always.
 */
export function s3Path(host: string | undefined, path: string): string {
  const name = (host ?? "").replace(/:\d+$/, "");
  const bucket =
    /^(.+?)\.s3[.-][^/]*$/.exec(name)?.[1] ?? /^(.+?)\.(?:localhost|127\.0\.0\.1)$/.exec(name)?.[1];
  return bucket && bucket !== "s3" ? `/${bucket}${path}` : path;
}

/** Bucket and key of a path-style path; key undefined for the bucket itself. */
export function bucketAndKey(path: string): { bucket: string; key?: string } {
  const [, bucket = "", ...rest] = path.split("/");
  const key = rest.join("/");
  return { bucket: decode(bucket), key: key === "" ? undefined : decode(key) };
}

/** A part of a path without its percent-encoding; as it is where that is none. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
