// Manifests as they lie in S3.
import { type Manifest, parseManifest } from "../../core/records/manifest.ts";
import { type ObjectRef, readText } from "./objects.ts";

/** A manifest; undefined where it is gone: its run was undone. */
export async function readManifest({ bucket, key }: ObjectRef): Promise<Manifest | undefined> {
  const text = await readText({ bucket, key });
  return text === undefined ? undefined : parseManifest(text);
}
