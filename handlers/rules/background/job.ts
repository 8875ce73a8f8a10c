// The job of Batch that does a task which outlasts the function.
import { SubmitJobCommand } from "@aws-sdk/client-batch";
import { TASK_PARAMETER } from "../../../core/environment/task-job.ts";
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { batch } from "../../aws/clients/batch.ts";
import { loggerOf } from "../../telemetry.ts";
import { tasks } from "./store.ts";

/** A job that has not begun by then has no capacity; its task is told as failed, and may be started again. */
const WAIT_SECONDS = 6 * 3600;

const logger = loggerOf("rules");

export interface TaskJob {
  queue: string;
  definition: string;
}

/** Undefined where tasks have no jobs. */
export const jobOf = ({ JOB_QUEUE_ARN: queue, JOB_DEFINITION_ARN: definition }: RulesEnvironment) =>
  queue && definition ? { queue, definition } : undefined;

/** The table first: a job that begins at once must find there what it is to begin. */
export async function handOn(
  env: RulesEnvironment,
  { queue, definition }: TaskJob,
  id: string,
): Promise<void> {
  await tasks.handOn(env.API_TABLE, id, WAIT_SECONDS);
  try {
    const { jobId } = await batch().send(
      new SubmitJobCommand({
        jobName: `task-${id}`,
        jobQueue: queue,
        jobDefinition: definition,
        parameters: { [TASK_PARAMETER]: id },
      }),
    );
    logger.info("Task goes on in a job", { task_id: id, job_id: jobId });
  } catch (error) {
    await tasks.end(env.API_TABLE, id, "failed");
    throw error;
  }
}
