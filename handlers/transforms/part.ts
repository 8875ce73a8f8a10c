// One part of a run in the function: as much as its time allows; what is left goes on in a job, or in another invocation of the function.
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { Context } from "aws-lambda";
import type { TransformsEnvironment, TransformsRequest } from "../../core/environment/transforms.ts";
import { HeadraceError } from "../../core/errors.ts";
import type { RunReport } from "../../warehouse/models/run/report.ts";
import { lambda } from "../aws/clients/lambda.ts";
import type { Warehouse } from "../warehouse/connection.ts";
import { type RunsJob, submitRun } from "./job.ts";
import type { Project } from "./models.ts";
import { type Deployed, runModels } from "./run.ts";
import { logFailures, logger } from "./telemetry.ts";

export interface Answer {
  /** Absent where a job is to begin it. */
  run_id?: string;
  /** The job that goes on with it. */
  job_id?: string;
  /** false where another invocation, or a job, goes on with it. */
  finished: boolean;
  models: number;
  tests: number;
  exports: string[];
}

/** What is under way may take this long, or half of the function's time, before it is cancelled and left to the next part. */
const MARGIN_MS = 5 * 60_000;
/** Kept for cancelling, the ledger, the lock and the hand-over to the next part. */
const LAST_MS = 10_000;

/** Runs a part. Throws also a HeadraceError `run_stuck`, where it could finish nothing and no job takes it over. */
export async function runPart(
  db: Warehouse,
  project: Project,
  told: Deployed & { env: TransformsEnvironment },
  request: TransformsRequest,
  context: Context,
  job: RunsJob | undefined,
): Promise<Answer> {
  const remaining = context.getRemainingTimeInMillis();
  const last = Math.min(LAST_MS, remaining / 5);
  const { report, exports, isCut } = await runModels(db, project, told, request, {
    signal: AbortSignal.timeout(Math.max(0, Math.floor(remaining - last))),
    deadline: Date.now() + remaining - Math.min(MARGIN_MS, remaining / 2),
    // A part that follows finds the lock free, or taken by a run that came between and will be done.
    waitSeconds: request.run_id ? Math.floor(remaining / 4000) : 0,
  });
  const { runId: run_id, models, tests } = report;
  const counts = { run_id, models: models.length, tests: tests.length };
  if (!isCut) return { ...counts, finished: true, exports };
  const rest = { ...request, resume: true, run_id, part: request.part + 1 };
  if (job) return { ...counts, finished: false, job_id: await submitRun(job, rest), exports: [] };
  if (!progressed(report)) {
    logFailures(report);
    throw new HeadraceError(
      "run_stuck",
      `Run ${run_id} of ${project.settings.dag} finished nothing in a whole part: ${unfinishedNames(report).join(", ")}.`,
      "A model or test must be done within the function's timeout: raise it, make the model incremental, or let jobs of Batch go on with what is long.",
    );
  }
  await invokeItself(context, rest);
  return { ...counts, finished: false, exports: [] };
}

async function invokeItself(context: Context, request: TransformsRequest): Promise<void> {
  await lambda().send(
    new InvokeCommand({
      FunctionName: context.functionName,
      InvocationType: "Event",
      Payload: JSON.stringify(request),
    }),
  );
  logger.info("Run goes on in another invocation", { run_id: request.run_id, part: request.part });
}

/** Whether a resumed run has less to do than this part had. */
const progressed = ({ models, tests }: RunReport): boolean =>
  models.some(({ state }) => state === "built") ||
  tests.some(({ state }) => state === "passed" || state === "warned");

const unfinishedNames = ({ models, tests }: RunReport): string[] => [
  ...models.filter(({ state }) => state === "failed" || state === "stopped").map(({ name }) => name),
  ...tests.filter(({ state }) => state === "error").map(({ name }) => name),
];
