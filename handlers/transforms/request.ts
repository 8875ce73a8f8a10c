// Who asks for a run, and for what.
import type { SQSEvent } from "aws-lambda";
import * as z from "zod";
import { type TransformsRequest, transformsRequestSchema } from "../../core/environment/transforms.ts";
import { HeadraceError } from "../../core/errors.ts";

export type Asked =
  | { by: "queue"; event: SQSEvent }
  | { by: "schedule"; request: TransformsRequest }
  | { by: "hand"; request: TransformsRequest };

const scheduled = z.object({ "detail-type": z.literal("Scheduled Event") });
const queued = z.object({ Records: z.array(z.object({ eventSource: z.literal("aws:sqs") })).min(1) });

export const wholeRequest = (): TransformsRequest => transformsRequestSchema.parse({});

export function askedBy(event: unknown): Asked {
  if (queued.safeParse(event).success) return { by: "queue", event: event as SQSEvent };
  if (scheduled.safeParse(event).success) return { by: "schedule", request: wholeRequest() };
  const parsed = transformsRequestSchema.safeParse(event ?? {});
  if (parsed.success) return { by: "hand", request: parsed.data };
  throw new HeadraceError(
    "request_unreadable",
    `The event is no request for a run: ${z.prettifyError(parsed.error)}`,
    'Send {"select": ["+orders"], "exclude": [], "fullRefresh": false}, all of them optional.',
    2,
  );
}
