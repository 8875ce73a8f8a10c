// Lambda function `rules`: records by a contract's rules, with the engine that imports files. It has the DuckDB layer. By API
// Gateway it is asked for answers in line; by itself, asynchronously, for work in the background.
import { rulesEnvironment } from "../../core/environment/tokens.ts";
import { presentable } from "../aws/failure.ts";
import type { HttpAnswer, HttpEvent } from "../http/event.ts";
import { type LambdaContext, serve } from "../http/serve.ts";
import { workRoutes } from "./background/routes.ts";
import { runWork } from "./background/run.ts";
import { inLine as inLineRoutes } from "./in-line.ts";
import { prepare } from "./scratch.ts";

const prepared = prepare();
const environment = () => rulesEnvironment.parse(process.env);

// One file with its layer: there are no parts to be loaded later.
const inLine = async () => inLineRoutes;
const work = async () => workRoutes;

const answer = serve({
  function: "rules",
  environment,
  implementations: {
    validateRecords: inLine,
    cleanseRecords: inLine,
    tokenizeRecords: inLine,
    createWork: work,
    startWork: work,
    getWork: work,
  },
});

/** What the function sends itself. */
interface WorkEvent {
  work_id: string;
}

export async function handler(
  event: HttpEvent | WorkEvent,
  context: LambdaContext,
): Promise<HttpAnswer | undefined> {
  await prepared;
  if (!("work_id" in event)) return answer(event, context);
  try {
    await runWork(environment(), event.work_id, context.getRemainingTimeInMillis());
  } catch (error) {
    throw presentable(error);
  }
  return undefined;
}
