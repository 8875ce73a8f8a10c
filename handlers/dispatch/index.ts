// Lambda function `dispatch`: what a function could not hold becomes a job of Batch. Fed by SQS; reports partial failures.
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { dispatchEnvironment } from "../../core/environment/dispatch.ts";
import { answerBatch } from "../sqs/batch.ts";
import { loggerOf } from "../telemetry.ts";
import { submitImport } from "./submit.ts";

const logger = loggerOf("dispatch");

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const env = dispatchEnvironment.parse(process.env);
  return answerBatch(event, context, { logger, inParallel: false }, async ({ body }) => {
    for (const submitted of await submitImport(env, body)) logger.info("Job submitted", { ...submitted });
  });
}
