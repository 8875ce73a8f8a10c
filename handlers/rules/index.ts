// Lambda function `rules`: records by a contract's rules, with the engine that imports files. It has the DuckDB layer. By API
// Gateway it is asked for answers in line; by itself, asynchronously, for tasks.
import { rulesEnvironment } from "../../core/environment/tokens.ts";
import { presentable } from "../aws/failure.ts";
import { lambdaCapacity } from "../capacity.ts";
import type { HttpAnswer, HttpEvent } from "../http/event.ts";
import { type LambdaContext, serve } from "../http/serve.ts";
import { taskRoutes } from "./background/routes.ts";
import { runTask } from "./background/run.ts";
import { inLine as inLineRoutes } from "./in-line.ts";
import { prepare, SCRATCH } from "./scratch.ts";

/** Of a task's time, kept back at the end for uploads. */
const RESERVE_MS = 60_000;

const prepared = prepare();
const environment = () => rulesEnvironment.parse(process.env);

// One file with its layer: there are no parts to be loaded later.
const inLine = async () => inLineRoutes;
const tasks = async () => taskRoutes;

const answer = serve({
  function: "rules",
  environment,
  implementations: {
    validateRecords: inLine,
    cleanseRecords: inLine,
    tokenizeRecords: inLine,
    createTask: tasks,
    startTask: tasks,
    getTask: tasks,
  },
});

/** What the function sends itself. */
interface TaskEvent {
  task_id: string;
}

export async function handler(
  event: HttpEvent | TaskEvent,
  context: LambdaContext,
): Promise<HttpAnswer | undefined> {
  await prepared;
  if (!("task_id" in event)) return answer(event, context);
  try {
    const remaining = context.getRemainingTimeInMillis();
    await runTask(environment(), event.task_id, {
      ...lambdaCapacity(),
      seconds: Math.ceil(remaining / 1000),
      signal: AbortSignal.timeout(Math.max(1, remaining - RESERVE_MS)),
      scratch: SCRATCH,
    });
  } catch (error) {
    throw presentable(error);
  }
  return undefined;
}
