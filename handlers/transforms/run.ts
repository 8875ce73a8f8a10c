// A run of the models, or a part of one: as much of the DAG as its time allows, then exports, and what is delivered of it.
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type {
  ModelsEnvironment,
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
import { sqs } from "../aws/clients/sqs.ts";
import type { Warehouse } from "../warehouse/connection.ts";
import type { Project } from "./models.ts";
import { countPart, logFailures, logger } from "./telemetry.ts";

/** What the models were deployed with. */
export interface Deployed {
  env: ModelsEnvironment;
  deployed: TransformsSettings;
}

/** What a run has of whoever runs it. */
export interface RunTime {
  /** What is under way when it is aborted is cancelled, and left to who goes on. */
  signal: AbortSignal;
  /** Nothing new is begun after it, in milliseconds since 1970; without an end where absent. */
  deadline?: number;
  /** For another run of the same models to end. */
  waitSeconds: number;
  /** The runs that it goes on with, should the last one be among them; the request's own where absent. */
  goesOnWith?: readonly string[];
  /** Its id, where it begins anew. */
  runId?: string;
}

export interface Ran {
  report: RunReport;
  /** The s3:// folders of the exports. */
  exports: string[];
  /** Its time was over before it was done. */
  isCut: boolean;
}

/**
 * Runs what is asked for. Throws a HeadraceError `run_locked` where another run is under way, `models_failed` with the
 * names of what failed.
 */
export async function runModels(
  db: Warehouse,
  { graph, settings }: Project,
  { env, deployed }: Deployed,
  request: TransformsRequest,
  { signal, goesOnWith = request.run_id ? [request.run_id] : undefined, ...time }: RunTime,
): Promise<Ran> {
  let exports: string[] = [];
  const report = await run(graph, settings, redshiftExecutor(db), {
    ...time,
    select: request.select ?? deployed.selection,
    exclude: request.exclude ?? [],
    fullRefresh: request.fullRefresh,
    resume: goesOnWith ?? request.resume,
    threads: env.THREADS,
    served: [
      ...(deployed.served ? [deployed.served] : []),
      ...(deployed.reports_group === null ? [] : [{ group: deployed.reports_group, runs: true }]),
    ],
    signal,
    onDone: async ({ runId }) => {
      exports = await writeOut(db, graph, { env, deployed }, runId, signal);
    },
  });
  countPart(report);
  const { runId } = report;
  if (report.unfinished || (signal.aborted && !report.ok)) return { report, exports: [], isCut: true };
  if (!report.ok) {
    logFailures(report);
    throw new HeadraceError(
      "models_failed",
      `Run ${runId} of ${settings.dag} failed: ${failedNames(report).join(", ")}.`,
      "The log has the reason and the query of each; what reads them was not built.",
    );
  }
  logger.info("Run finished", { run_id: runId, models: report.models.length, tests: report.tests.length });
  return { report, exports, isCut: false };
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

function failedNames({ models, tests }: RunReport): string[] {
  return [
    ...models.filter(({ state }) => state === "failed").map(({ name }) => `model ${name}`),
    ...tests
      .filter(({ state }) => state === "failed" || state === "error")
      .map(({ name, model }) => `test ${name}${model ? ` of ${model}` : ""}`),
  ];
}
