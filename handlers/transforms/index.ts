// Lambda function `transforms`: builds and tests the models in the warehouse. Asked by a schedule, by dataset.curated
// through SQS, by hand, and by itself to go on with a run that outlasts its time. One run of a DAG at a time.
import type { Context, SQSBatchResponse } from "aws-lambda";
import {
  type TransformsEnvironment,
  type TransformsRequest,
  transformsEnvironment,
} from "../../core/environment/transforms.ts";
import { HeadraceError } from "../../core/errors.ts";
import { readContract } from "../aws/contract.ts";
import { redeliverIn } from "../aws/redelivery.ts";
import { curatedNotice } from "../events/curated.ts";
import { connect } from "../warehouse/connection.ts";
import { loadProject } from "./models.ts";
import { askedBy, wholeRequest } from "./request.ts";
import { type Answer, runPart } from "./run.ts";
import { logger } from "./telemetry.ts";

/** When a notice that met a run comes again. */
const BUSY_SECONDS = 120;

export async function handler(
  event: unknown,
  context: Context,
): Promise<Answer | SQSBatchResponse | undefined> {
  logger.addContext(context);
  const env = transformsEnvironment.parse(process.env);
  const asked = askedBy(event);
  try {
    if (asked.by !== "queue") return await execute(env, asked.request, context);
    for (const { body } of asked.event.Records) curatedNotice(body);
    await execute(env, wholeRequest(), context);
    return { batchItemFailures: [] };
  } catch (error) {
    if (!isBusy(error)) {
      const { name, message } = error as Error;
      logger.error("Run failed", { name, code: (error as HeadraceError).code, reason: message });
      throw error;
    }
    logger.warn("Another run is under way", { reason: error.message });
    if (asked.by === "schedule") return undefined;
    if (asked.by === "hand") throw error;
    // The run may have read the lake before these rows were there, so they are kept for one of their own.
    await Promise.all(asked.event.Records.map((message) => redeliverIn(BUSY_SECONDS, message)));
    return {
      batchItemFailures: asked.event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  }
}

const isBusy = (error: unknown): error is HeadraceError =>
  error instanceof HeadraceError && error.code === "run_locked";

async function execute(
  env: TransformsEnvironment,
  request: TransformsRequest,
  context: Context,
): Promise<Answer> {
  const contract = await readContract(env);
  const project = loadProject(env, Object.keys(contract.datasets));
  const db = connect(env, `transforms ${env.DAG}`);
  try {
    return await runPart(db, project, env, request, context);
  } finally {
    await db.destroy();
  }
}
