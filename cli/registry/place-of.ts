// Which place --to names: a folder, a bucket of S3, or that of a registry.
import { HeadraceError } from "../../core/errors.ts";
import { DISCOVERY } from "../../core/registry/address.ts";
import { PUBLISH_SERVICE } from "../../core/registry/answer.ts";
import type { Place } from "./place.ts";

const CLOUD = /^s3:\/\/([a-z0-9][a-z0-9.-]+[a-z0-9])(?:\/([^?]*))?(?:\?region=([a-z0-9-]+))?$/;

/** @param to DIR, s3://BUCKET/PREFIX, or the address of a registry that says where it is published to */
export async function placeOf(to: string, signal: AbortSignal): Promise<Place> {
  if (/^https?:\/\//.test(to)) return placeOf(await publishedTo(to, signal), signal);
  if (to.startsWith("s3:")) {
    const [, bucket, prefix = "", region] = CLOUD.exec(to) ?? [];
    if (!bucket)
      throw new HeadraceError(
        "place_unknown",
        `${to} is no address in S3.`,
        "Write s3://BUCKET, or s3://BUCKET/PREFIX.",
        2,
      );
    const { bucketPlace } = await import("./bucket.ts");
    return bucketPlace(bucket, prefix.replace(/\/*$/, prefix ? "/" : ""), region);
  }
  const { folderPlace } = await import("./folder.ts");
  return folderPlace(to);
}

/** What a registry made by the module `registry` says of itself. */
async function publishedTo(url: string, signal: AbortSignal): Promise<string> {
  const address = new URL(`/${DISCOVERY}`, url).href;
  let said: unknown;
  try {
    const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]) });
    said = response.ok ? await response.json() : undefined;
  } catch (error) {
    signal.throwIfAborted();
    const { cause, message } = error as Error;
    throw new HeadraceError(
      "registry_unreachable",
      `${address} does not answer: ${cause instanceof Error ? cause.message : message}.`,
      "Check the address; or publish to its bucket, with --to s3://BUCKET.",
      3,
    );
  }
  const place = (said as Record<string, unknown> | undefined)?.[PUBLISH_SERVICE];
  // Only into S3, and with credentials of the user's own: another server cannot make this write anywhere else.
  if (typeof place === "string" && CLOUD.test(place)) return place;
  throw new HeadraceError(
    "registry_unknown",
    `${address} does not say where versions are published to: it is no registry that the module \`registry\` has made.`,
    "Publish to a folder or a bucket, with --to DIR or --to s3://BUCKET.",
  );
}
