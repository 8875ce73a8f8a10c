// The job of Batch that a run of the models goes on in, or is from its beginning: whether one is at work, and how one is submitted.
import { ListJobsCommand, SubmitJobCommand } from "@aws-sdk/client-batch";
import { MODELS_PARAMETER } from "../../core/environment/models-job.ts";
import type { TransformsEnvironment, TransformsRequest } from "../../core/environment/transforms.ts";
import { HeadraceError } from "../../core/errors.ts";
import { batch } from "../aws/clients/batch.ts";
import { logger } from "./telemetry.ts";

export interface RunsJob {
  queue: string;
  definition: string;
  name: string;
}

const ENDED: ReadonlySet<string> = new Set(["SUCCEEDED", "FAILED"]);

/** Undefined where runs have no jobs. */
export function jobOf({
  JOB_QUEUE_ARN,
  JOB_DEFINITION_ARN,
  DAG,
}: TransformsEnvironment): RunsJob | undefined {
  if (!JOB_QUEUE_ARN || !JOB_DEFINITION_ARN) return undefined;
  // Letters, digits, hyphens and underscores, up to 128 of them.
  const name = `models-${DAG.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 120)}`;
  return { queue: JOB_QUEUE_ARN, definition: JOB_DEFINITION_ARN, name };
}

/**
 * Until a job has started it holds no lock in the warehouse: without this a run of the function would come between it and what it goes
 * on with, and each message that comes meanwhile would submit another.
 * @throws HeadraceError run_locked
 */
export async function refuseBesideJob({ queue, name }: RunsJob, dag: string): Promise<void> {
  // Newest first, in all states. There is one at a time, so that one which has not ended is on the first page.
  const { jobSummaryList = [] } = await batch().send(
    new ListJobsCommand({ jobQueue: queue, filters: [{ name: "JOB_NAME", values: [name] }] }),
  );
  const atWork = jobSummaryList.find(({ status }) => !ENDED.has(status ?? ""));
  if (!atWork) return;
  throw new HeadraceError(
    "run_locked",
    `another run of ${dag} is under way, or about to be: job ${atWork.jobId} is ${atWork.status}`,
    "wait for the job, or terminate it",
  );
}

/** @returns the job's id */
export async function submitRun(
  { queue, definition, name }: RunsJob,
  { compute: _, ...request }: TransformsRequest,
): Promise<string> {
  const { jobId = "" } = await batch().send(
    new SubmitJobCommand({
      jobName: name,
      jobQueue: queue,
      jobDefinition: definition,
      parameters: { [MODELS_PARAMETER]: JSON.stringify(request) },
    }),
  );
  logger.info("Run goes on in a job", { job_id: jobId, run_id: request.run_id });
  return jobId;
}
