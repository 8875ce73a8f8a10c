// A run of the models as a job: the code of the function `transforms`, for as long as it takes.
import { JOB_EXIT } from "../../../core/environment/job.ts";
import { modelsJobEnvironment } from "../../../core/environment/models-job.ts";
import { HeadraceError } from "../../../core/errors.ts";
import { failureOf } from "../../../handlers/aws/failure.ts";
import { withProject } from "../../../handlers/transforms/open.ts";
import { runModels } from "../../../handlers/transforms/run.ts";
import { logger } from "../../../handlers/transforms/telemetry.ts";
import { Interrupted, type Interruption } from "../interruption.ts";
import { unpackLayer } from "./layer.ts";
import { requestOf } from "./request.ts";

/** Another run is a part of the function's, of a quarter of an hour, or somebody's by hand. */
const WAIT_SECONDS = 3600;

/**
 * Runs what the request asks for to its end. Another attempt goes on with what this one has built: a run that begins anew has the
 * job's own id.
 * @param args what follows the command's first word: one, the request as JSON
 * @returns the exit code, of JOB_EXIT
 */
export async function runModelsJob(args: readonly string[], time: Interruption): Promise<number> {
  const { AWS_BATCH_JOB_ID: job_id = "", AWS_BATCH_JOB_ATTEMPT: attempt } = process.env;
  logger.appendPersistentKeys({ job_id, attempt });
  try {
    const request = requestOf(args);
    const env = modelsJobEnvironment.parse(process.env);
    const from = await unpackLayer(env.MODELS_LAYER_ARN);
    const runId = job_id.replaceAll("-", "");
    const goesOnWith = [...(request.run_id ? [request.run_id] : []), runId];
    const { isCut } = await withProject(env, from, (db, project, told) =>
      time.within((signal) =>
        runModels(db, project, told, request, {
          signal,
          waitSeconds: WAIT_SECONDS,
          runId,
          // By hand somebody may ask to go on with the last run, whichever that is.
          ...(!(request.resume && request.run_id === undefined) && { goesOnWith }),
        }),
      ),
    );
    if (isCut) time.check();
    return JOB_EXIT.done;
  } catch (error) {
    logger.error("Run failed", { ...failureOf(error) });
    if (error instanceof Interrupted) return JOB_EXIT.stopped;
    return error instanceof HeadraceError ? error.exitCode : JOB_EXIT.failed;
  }
}
