// Lambda function `transforms`: builds and tests the models in the warehouse. Asked by a schedule, by dataset.curated
// through SQS, by hand, and by itself to go on with a run that outlasts its time, unless a job of Batch does. One run of a DAG at a time.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import {
  type TransformsEnvironment,
  type TransformsRequest,
  transformsEnvironment,
} from "../../core/environment/transforms.ts";
import { HeadraceError } from "../../core/errors.ts";
import { concurrently } from "../aws/concurrently.ts";
import { failureOf, presentable } from "../aws/failure.ts";
import { curatedNotice } from "../events/notices.ts";
import { refuse } from "../sqs/batch.ts";
import { redeliverIn, takeOff } from "../sqs/redelivery.ts";
import { jobOf, refuseBesideJob, submitRun } from "./job.ts";
import { withProject } from "./open.ts";
import { type Answer, runPart } from "./part.ts";
import { askedBy, wholeRequest } from "./request.ts";
import { logger } from "./telemetry.ts";

/** When a notice that met a run comes again. */
const BUSY_SECONDS = 120;
/** Requests to SQS at once: a batch has up to a thousand messages. */
const SQS_REQUESTS = 16;

export async function handler(
  event: unknown,
  context: Context,
): Promise<Answer | SQSBatchResponse | undefined> {
  logger.addContext(context);
  const env = transformsEnvironment.parse(process.env);
  const asked = askedBy(event);
  try {
    if (asked.by === "queue") return await answerNotices(env, asked.event, context);
    return await execute(env, asked.request, context);
  } catch (error) {
    if (asked.by === "schedule" && isBusy(error)) {
      logger.warn("Another run is under way", { reason: error.message });
      return undefined;
    }
    logger.error("Run failed", { ...failureOf(error) });
    throw presentable(error);
  }
}

const isBusy = (error: unknown): error is HeadraceError =>
  error instanceof HeadraceError && error.code === "run_locked";

/** What the same models on the same rows would meet again. */
const isFinal = (error: unknown): boolean =>
  error instanceof HeadraceError && (error.code === "models_failed" || error.code === "run_stuck");

/** One run answers all notices of a batch. */
async function answerNotices(
  env: TransformsEnvironment,
  event: SQSEvent,
  context: Context,
): Promise<SQSBatchResponse> {
  const notices: SQSRecord[] = [];
  const again: SQSRecord[] = [];
  for (const message of event.Records) {
    try {
      if (curatedNotice(message.body)) notices.push(message);
    } catch (error) {
      await refuse(message, error, logger, 0);
      again.push(message);
    }
  }
  try {
    if (notices.length > 0) await execute(env, wholeRequest(), context);
  } catch (error) {
    if (!isBusy(error)) {
      if (isFinal(error)) await concurrently(notices, SQS_REQUESTS, takeOff);
      throw error;
    }
    logger.warn("Another run is under way", { reason: error.message });
    // It may have read the lake before these rows were there, so they are kept for a run of their own.
    await concurrently(notices, SQS_REQUESTS, (message) => redeliverIn(BUSY_SECONDS, message));
    again.push(...notices);
  }
  return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function execute(
  env: TransformsEnvironment,
  request: TransformsRequest,
  context: Context,
): Promise<Answer> {
  const job = jobOf(env);
  if (job) await refuseBesideJob(job, env.DAG);
  if ((request.compute ?? env.COMPUTE) === "batch") {
    if (!job) throw noJobs();
    return { job_id: await submitRun(job, request), finished: false, models: 0, tests: 0, exports: [] };
  }
  const from = process.env.LAMBDA_TASK_ROOT ?? process.cwd();
  return withProject(env, from, (db, project, told) => runPart(db, project, told, request, context, job));
}

const noJobs = () =>
  new HeadraceError(
    "no_jobs",
    'The request says "compute": "batch", and the function has no jobs of Batch to go on in.',
    "Write batch = { enabled = true } in the pipeline, or give the module transforms its input job.",
    2,
  );
