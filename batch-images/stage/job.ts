// One job: the objects that its event tells of, each by the code that the function `stage` runs.
import { JOB_EXIT, type JobEnvironment, jobEnvironment } from "../../core/environment/job.ts";
import { HeadraceError } from "../../core/errors.ts";
import { failureOf } from "../../handlers/aws/failure.ts";
import { capacityOf } from "../../handlers/capacity.ts";
import { objectsCreated } from "../../handlers/events/notifications.ts";
import { stageConfig } from "../../handlers/stage/config.ts";
import { importObject } from "../../handlers/stage/import/object.ts";
import { prepare } from "../../handlers/stage/import/workspace.ts";
import { logger } from "../../handlers/stage/telemetry.ts";
import { Interrupted, Interruption } from "./interruption.ts";

export const time = new Interruption();

/**
 * Imports what the job's command names.
 * @param command the arguments: one, the body of an S3 notification
 * @returns the exit code, of JOB_EXIT
 */
export async function runJob(command: readonly string[]): Promise<number> {
  const { AWS_BATCH_JOB_ID: job_id, AWS_BATCH_JOB_ATTEMPT: attempt } = process.env;
  logger.appendPersistentKeys({ job_id, attempt });
  try {
    const [event, ...more] = command;
    if (event === undefined || more.length > 0)
      throw new HeadraceError(
        "command_wrong",
        `The job's command has ${command.length} arguments; it takes one, the body of an S3 notification.`,
        'Give the job the parameter "event", and the job definition the command ["Ref::event"].',
        2,
      );
    const objects = objectsCreated(event);
    const capacity = capacityOf(capacityAsked(jobEnvironment.parse(process.env)));
    await prepare();
    for (const object of objects) {
      time.check();
      await importObject(object, { config: await stageConfig(), time, capacity });
    }
    return JOB_EXIT.done;
  } catch (error) {
    logger.error("Job failed", { ...failureOf(error) });
    if (error instanceof Interrupted) return JOB_EXIT.stopped;
    return error instanceof HeadraceError ? error.exitCode : JOB_EXIT.failed;
  }
}

const capacityAsked = ({ JOB_MEMORY_MB, JOB_VCPUS }: JobEnvironment) => ({
  memoryMb: JOB_MEMORY_MB,
  vcpus: JOB_VCPUS,
});
