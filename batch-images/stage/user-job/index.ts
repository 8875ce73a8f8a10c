// The containers around a user's job: one brings what it reads, the other takes what it wrote.
import { JOB_EXIT } from "../../../core/environment/job.ts";
import { JOB_CONTAINERS, userJobEnvironment } from "../../../core/environment/user-job.ts";
import { HeadraceError } from "../../../core/errors.ts";
import { failureOf } from "../../../handlers/aws/failure.ts";
import { logger } from "../../../handlers/stage/telemetry.ts";
import { attemptOf } from "./execution.ts";
import { bringInputs } from "./inputs.ts";
import { takeOutputs } from "./outputs.ts";
import { exitCodeOfWork } from "./task.ts";

/**
 * @param which of the two
 * @returns the exit code: of the user's own container, where that failed
 */
export async function runAround(which: "inputs" | "outputs"): Promise<number> {
  const { AWS_BATCH_JOB_ID: job_id, AWS_BATCH_JOB_ATTEMPT: attempt } = process.env;
  logger.appendPersistentKeys({ job_id, attempt });
  try {
    const env = userJobEnvironment.parse(process.env);
    if (which === JOB_CONTAINERS.inputs) {
      // The user's container may run as anybody, and reads what is brought whatever the process's umask was.
      process.umask(0o022);
      await bringInputs(env, await attemptOf(env.JOB_NAME));
      return JOB_EXIT.done;
    }
    const code = await exitCodeOfWork();
    if (code !== JOB_EXIT.done) {
      logger.error("The job's container failed; nothing of it is taken", { exit_code: code });
      return code;
    }
    await takeOutputs(env, await attemptOf(env.JOB_NAME));
    return JOB_EXIT.done;
  } catch (error) {
    logger.error("Job failed", { ...failureOf(error) });
    return error instanceof HeadraceError ? error.exitCode : JOB_EXIT.failed;
  }
}
