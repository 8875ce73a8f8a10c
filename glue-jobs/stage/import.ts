// The objects of one share, each by the code that the function `stage` runs. One that is wrong keeps nothing from the others.
import { jobEnvironment } from "../../core/environment/job.ts";
import { HeadraceError } from "../../core/errors.ts";
import { manifestKey } from "../../core/records/manifest.ts";
import { failureOf } from "../../handlers/aws/failure.ts";
import { uriOf } from "../../handlers/aws/objects.ts";
import { capacityOf } from "../../handlers/capacity.ts";
import type { ObjectCreated } from "../../handlers/events/notifications.ts";
import { stageConfig } from "../../handlers/stage/config.ts";
import type { TimeBudget } from "../../handlers/stage/import/budget.ts";
import { placeOf } from "../../handlers/stage/import/landed.ts";
import { importObject } from "../../handlers/stage/import/object.ts";
import { prepare } from "../../handlers/stage/import/workspace.ts";
import { logger } from "../../handlers/stage/telemetry.ts";

/** Spark gives a share all the time that the job has. */
const UNBOUNDED: TimeBudget = {
  check: () => undefined,
  isEarly: () => true,
  within: (work) => work(new AbortController().signal),
};

/** Tells `{ object, ok }` of each object, with its run and manifest, or the failure where there is one that another try would meet again. */
export async function importAll(lines: AsyncIterable<string>, tell: (value: object) => void): Promise<void> {
  const { JOB_MEMORY_MB: memoryMb, JOB_VCPUS: vcpus } = jobEnvironment.parse(process.env);
  const capacity = capacityOf({ memoryMb, vcpus });
  await prepare();
  for await (const line of lines) {
    const object = JSON.parse(line) as ObjectCreated;
    try {
      const config = await stageConfig();
      const runId = await importObject(object, { config, time: UNBOUNDED, capacity });
      const manifest =
        runId && `s3://${config.env.CURATED_BUCKET}/${manifestKey(placeOf(object).dataset, runId)}`;
      tell({ object: uriOf(object), ok: true, ...(runId && { run_id: runId, manifest }) });
    } catch (error) {
      logger.error("Import failed", { object: uriOf(object), ...failureOf(error) });
      // All else may pass: the share fails, and Spark tries it again.
      if (!(error instanceof HeadraceError) || error.exitCode !== 1) throw error;
      tell({ object: uriOf(object), ok: false, ...failureOf(error) });
    }
  }
}
