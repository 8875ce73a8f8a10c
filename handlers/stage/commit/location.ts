// Where a run's manifest and intent lie: in the curated bucket, or in the interim bucket under the part's name.
import type { StageEnvironment } from "../../../core/environment/stage.ts";
import { HeadraceError } from "../../../core/errors.ts";
import { intentKey } from "../../../core/records/intent.ts";
import { MANIFEST_PREFIX, manifestKey } from "../../../core/records/manifest.ts";
import type { ObjectRef } from "../../aws/objects.ts";
import type { Segment } from "../segment.ts";

export interface RunRef {
  dataset: string;
  runId: string;
}

export interface Location {
  bucket: string;
  /** Before every key; ends in a slash where there is one. */
  prefix: string;
}

export const curatedLocation = (env: StageEnvironment): Location => ({
  bucket: env.CURATED_BUCKET,
  prefix: "",
});

export function interimLocation(env: StageEnvironment, segment: Segment): Location {
  if (!env.INTERIM_BUCKET || !env.NEXT_QUEUE_URL)
    throw new HeadraceError(
      "interim_missing",
      `STAGES ends with ${segment.name}, and INTERIM_BUCKET or NEXT_QUEUE_URL is not set.`,
      "Set both, or let the stages go on to transform.",
    );
  return { bucket: env.INTERIM_BUCKET, prefix: `${segment.name}/` };
}

export const manifestAt = ({ bucket, prefix }: Location, { dataset, runId }: RunRef): ObjectRef => ({
  bucket,
  key: `${prefix}${manifestKey(dataset, runId)}`,
});

export const intentAt = ({ bucket, prefix }: Location, { dataset, runId }: RunRef): ObjectRef => ({
  bucket,
  key: `${prefix}${intentKey(dataset, runId)}`,
});

/** Whether a key of the interim bucket is a manifest's. */
export const isInterimManifest = (key: string): boolean =>
  key.split("/")[1] === MANIFEST_PREFIX.slice(0, -1) && key.endsWith(".json");
