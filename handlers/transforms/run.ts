// One part of a run: as much of the DAG as the function's time allows, then exports, or a continuation by itself.
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Context } from "aws-lambda";
import type {
  TransformsEnvironment,
  TransformsRequest,
  TransformsSettings,
} from "../../core/environment/transforms.ts";
import { HeadraceError } from "../../core/errors.ts";
import type { ExportedNotice } from "../../core/records/exported-notice.ts";
import {
  type Exported,
  type ExportTarget,
  exportForDelivery,
  exportModels,
} from "../../warehouse/models/run/exports.ts";
import { redshiftExecutor } from "../../warehouse/models/run/redshift.ts";
import type { RunReport } from "../../warehouse/models/run/report.ts";
import { run } from "../../warehouse/models/run/runner.ts";
import { lambda } from "../aws/clients/lambda.ts";
import { sqs } from "../aws/clients/sqs.ts";
import type { Warehouse } from "../warehouse/connection.ts";
import type { Project } from "./models.ts";
import { countPart, logFailures, logger } from "./telemetry.ts";

export interface Answer {
  run_id: string;
  /** false where another invocation goes on with it. */
  finished: boolean;
  models: number;
  tests: number;
  exports: string[];
}

/** What the function was deployed with. */
export interface Deployed {
  env: TransformsEnvironment;
  deployed: TransformsSettings;
}

/** What is under way may take this long, or half of the function's time, before it is cancelled and left to the next part. */
const MARGIN_MS = 5 * 60_000;
/** Kept for cancelling, the ledger, the lock and the invocation of the next part. */
const LAST_MS = 10_000;

/**
 * Runs what is asked for. Throws a HeadraceError `run_locked` where another run is under way, `models_failed` with the
 * names of what failed, `run_stuck` where a part could finish nothing.
 */
export async function runPart(
  db: Warehouse,
  { graph, settings }: Project,
  { env, deployed }: Deployed,
  asked: TransformsRequest,
  context: Context,
): Promise<Answer> {
  const request = { ...asked, select: asked.select ?? deployed.selection, exclude: asked.exclude ?? [] };
  const remaining = context.getRemainingTimeInMillis();
  const last = Math.min(LAST_MS, remaining / 5);
  const signal = AbortSignal.timeout(Math.max(0, Math.floor(remaining - last)));
  let exported: string[] = [];
  const report = await run(graph, settings, redshiftExecutor(db), {
    select: request.select,
    exclude: request.exclude,
    fullRefresh: request.fullRefresh,
    resume: request.resume,
    threads: env.THREADS,
    ...(deployed.served && { served: deployed.served }),
    // A part that follows finds the lock free, or taken by a run that came between and will be done.
    waitSeconds: request.run_id ? Math.floor(remaining / 4000) : 0,
    deadline: Date.now() + remaining - Math.min(MARGIN_MS, remaining / 2),
    signal,
    onDone: async ({ runId }) => {
      if (!request.run_id || request.run_id === runId)
        exported = await writeOut(db, graph, { env, deployed }, runId, signal);
    },
  });
  countPart(report);
  const { runId } = report;
  // Another run came between and was resumed instead: what this one was asked for begins anew.
  if (request.run_id && request.run_id !== runId) {
    const { select, exclude, fullRefresh } = request;
    await invokeItself(context, { select, exclude, fullRefresh });
    return answer(report, false, []);
  }
  if (report.unfinished || (signal.aborted && !report.ok)) {
    if (!progressed(report)) {
      logFailures(report);
      throw new HeadraceError(
        "run_stuck",
        `Run ${runId} of ${settings.dag} finished nothing in a whole part: ${unfinishedNames(report).join(", ")}.`,
        "A model or test must be done within the function's timeout: raise it, or make the model incremental.",
      );
    }
    await goOn(context, request, runId);
    return answer(report, false, []);
  }
  if (!report.ok) {
    logFailures(report);
    throw new HeadraceError(
      "models_failed",
      `Run ${runId} of ${settings.dag} failed: ${failedNames(report).join(", ")}.`,
      "The log has the reason and the query of each; what reads them was not built.",
    );
  }
  logger.info("Run finished", { run_id: runId, models: report.models.length, tests: report.tests.length });
  return answer(report, true, exported);
}

/** A request is whole again in the next part, but for what it goes on with. */
async function goOn(context: Context, request: TransformsRequest, runId: string): Promise<void> {
  const part = request.part + 1;
  await invokeItself(context, { ...request, resume: true, run_id: runId, part });
  logger.info("Run goes on in another invocation", { run_id: runId, part });
}

async function invokeItself(context: Context, request: Partial<TransformsRequest>): Promise<void> {
  await lambda().send(
    new InvokeCommand({
      FunctionName: context.functionName,
      InvocationType: "Event",
      Payload: JSON.stringify(request),
    }),
  );
}

/**
 * Writes the exports, and what is delivered.
 * @returns the s3:// folders of the exports
 */
async function writeOut(
  db: Warehouse,
  graph: Project["graph"],
  { env, deployed }: Deployed,
  runId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { EXPORTS_BUCKET, EXPORTS_KMS_KEY_ARN, IAM_ROLE_ARN, DELIVER_QUEUE_URL } = env;
  if (!EXPORTS_BUCKET) return [];
  const target: ExportTarget = {
    bucket: EXPORTS_BUCKET,
    iamRole: IAM_ROLE_ARN,
    kmsKeyId: EXPORTS_KMS_KEY_ARN,
  };
  const written = await exportModels(db, graph, deployed.exports, target, signal);
  for (const { model, to } of written) logger.info("Model exported", { model, to });
  if (DELIVER_QUEUE_URL) {
    const rows = await exportForDelivery(db, graph, deployed.delivered, runId, target, signal);
    for (const one of rows) await tellOf(one, runId, DELIVER_QUEUE_URL);
  }
  return written.map(({ to }) => to);
}

/** At least once: the deliver function tells repeats by run and model. */
async function tellOf({ model, to }: Exported, runId: string, queueUrl: string): Promise<void> {
  const notice: ExportedNotice = {
    type: "model.exported",
    run_id: runId,
    model,
    rows: to,
    exported_at: new Date().toISOString(),
  };
  await sqs().send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(notice) }));
  logger.info("Model handed on for delivery", { model });
}

/** Whether a resumed run has less to do than this part had. */
const progressed = ({ models, tests }: RunReport): boolean =>
  models.some(({ state }) => state === "built") ||
  tests.some(({ state }) => state === "passed" || state === "warned");

const unfinishedNames = ({ models, tests }: RunReport): string[] => [
  ...models.filter(({ state }) => state === "failed" || state === "stopped").map(({ name }) => name),
  ...tests.filter(({ state }) => state === "error").map(({ name }) => name),
];

function failedNames({ models, tests }: RunReport): string[] {
  return [
    ...models.filter(({ state }) => state === "failed").map(({ name }) => `model ${name}`),
    ...tests
      .filter(({ state }) => state === "failed" || state === "error")
      .map(({ name, model }) => `test ${name}${model ? ` of ${model}` : ""}`),
  ];
}

const answer = (report: RunReport, finished: boolean, exports: string[]): Answer => ({
  run_id: report.runId,
  finished,
  models: report.models.length,
  tests: report.tests.length,
  exports,
});
