// The zips and wheels of the module set in a bucket, for sets that are published without them: each under its digest, so that
// releases that share one share the object, and what an applied pipeline was made with stays.
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import { artifactKey, DIGESTS, type Digest } from "../../core/registry/artifacts.ts";
import { filesIn } from "../module-files.ts";
import type { Place } from "./place.ts";

export interface Artifact {
  path: string;
  file: string;
  bytes: number;
  /** Hex SHA-256. */
  sha256: string;
}

/** The artifacts of all modules of the set in `dir`, once each. */
export function artifactsIn(dir: string): Artifact[] {
  const files = filesIn(dir);
  const found = new Map<string, Artifact>();
  for (const { path: list } of files.filter(({ path }) => path.endsWith(`/artifacts/${DIGESTS}`))) {
    const digests = JSON.parse(readFileSync(join(dir, list), "utf8")) as { [file: string]: Digest };
    for (const [file, { hex, at = file }] of Object.entries(digests)) {
      const path = posix.join(posix.dirname(list), at);
      const bytes = files.find((one) => one.path === path)?.bytes;
      if (bytes === undefined)
        throw new HeadraceError(
          "artifacts_missing",
          `${join(dir, path)} is missing: this copy of the module set was published without its zips.`,
          "Publish from an installed headrace, or build the set in a checkout with `npm run build`.",
          3,
        );
      found.set(artifactKey("", hex, file), { path: join(dir, path), file, bytes, sha256: hex });
    }
  }
  return [...found.values()].sort((one, other) => one.path.localeCompare(other.path));
}

/** Puts those there that are missing. @returns how many there were already */
export async function putArtifacts(place: Place, artifacts: readonly Artifact[]): Promise<number> {
  let kept = 0;
  for (const { path, file, sha256 } of artifacts) {
    const key = artifactKey("", sha256, file);
    if (await place.create(key, { path, sha256 })) continue;
    if ((await place.digest(key)) !== sha256)
      throw new HeadraceError(
        "artifact_differs",
        `${place.name}/${key} is there already, and is not this file: its key says its SHA-256.`,
        "Find out who wrote it, delete it, and publish again.",
        3,
      );
    kept++;
  }
  return kept;
}
