// A task of the API as a job: the code of the function `rules`, for as long as it takes.
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { warmUp } from "../../../core/engine/index.ts";
import { JOB_EXIT } from "../../../core/environment/job.ts";
import { taskJobEnvironment } from "../../../core/environment/task-job.ts";
import { HeadraceError } from "../../../core/errors.ts";
import { failureOf } from "../../../handlers/aws/failure.ts";
import { capacityOf } from "../../../handlers/capacity.ts";
import { runHandedOn } from "../../../handlers/rules/background/run.ts";
import { loggerOf } from "../../../handlers/telemetry.ts";
import { Interrupted, type Interruption } from "../interruption.ts";

const logger = loggerOf("rules");

/**
 * Does the task that it is given, to its end. Another attempt begins anew, and ends in the same objects.
 * @param args what follows the command's first word: one, the task's id
 * @returns the exit code, of JOB_EXIT
 */
export async function runTaskJob(args: readonly string[], time: Interruption): Promise<number> {
  const { AWS_BATCH_JOB_ID: job_id, AWS_BATCH_JOB_ATTEMPT: attempt } = process.env;
  logger.appendPersistentKeys({ job_id, attempt });
  try {
    const [id, ...more] = args;
    if (!/^[0-9a-f]{32}$/.test(id ?? "") || more.length > 0)
      throw new HeadraceError(
        "command_wrong",
        "The job's command has no id of a task as its second argument.",
        "Leave it to the function to submit the job: start the task again by POST /tasks/ID.",
        2,
      );
    const env = taskJobEnvironment.parse(process.env);
    const scratch = join(tmpdir(), "task");
    await mkdir(scratch, { recursive: true });
    await warmUp([scratch], join(scratch, "spill"));
    await time.within((signal) =>
      runHandedOn(env, id as string, {
        ...capacityOf({ memoryMb: env.JOB_MEMORY_MB, vcpus: env.JOB_VCPUS }),
        seconds: env.TASK_SECONDS,
        signal,
        scratch,
      }),
    );
    return JOB_EXIT.done;
  } catch (error) {
    logger.error("Task failed", { ...failureOf(error) });
    if (error instanceof Interrupted) return JOB_EXIT.stopped;
    // The task is told as failed: it is for its caller to start it again.
    return error instanceof HeadraceError && error.exitCode === JOB_EXIT.usage
      ? JOB_EXIT.usage
      : JOB_EXIT.wrong;
  }
}
