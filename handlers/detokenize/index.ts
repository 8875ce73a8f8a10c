// Lambda function `detokenize`: the only one that may open tokens. Nobody gets a value, nor is refused one, without a record
// of it in the audit. By API Gateway it is asked for answers in line; by itself, asynchronously, for openings in the background.
import { detokenizeEnvironment } from "../../core/environment/tokens.ts";
import { presentable } from "../aws/failure.ts";
import type { HttpAnswer, HttpEvent } from "../http/event.ts";
import { type LambdaContext, serve } from "../http/serve.ts";
import { auditRefusal } from "./refused.ts";

const environment = () => detokenizeEnvironment.parse(process.env);
const inBackground = async () => (await import("./background/routes.ts")).openingRoutes;

const answer = serve({
  function: "detokenize",
  environment,
  implementations: {
    detokenizeRecords: () => import("./open.ts"),
    createOpening: inBackground,
    startOpening: inBackground,
    getOpening: inBackground,
  },
  refused: auditRefusal,
});

/** What the function sends itself. */
interface OpeningEvent {
  opening_id: string;
}

export async function handler(
  event: HttpEvent | OpeningEvent,
  context: LambdaContext,
): Promise<HttpAnswer | undefined> {
  if (!("opening_id" in event)) return answer(event, context);
  try {
    const { runOpening } = await import("./background/run.ts");
    await runOpening(environment(), event.opening_id, context.getRemainingTimeInMillis());
  } catch (error) {
    throw presentable(error);
  }
  return undefined;
}
