// What AWS refuses of EventBridge's calls and moto takes.
// Sources: EventBridge API Reference, PutEvents, PutRule, PutTargets, Target.
import { parseSchedule } from "../../../core/contract/index.ts";
import { ApiError, jsonBody } from "../../gateway/aws-json.ts";
import type { ServiceRequest } from "../../gateway/service.ts";

export interface PutEntry {
  Source: string;
  DetailType: string;
  Detail: string;
  EventBusName?: string;
  Resources?: string[];
  /** Seconds since 1970. */
  Time?: number;
}

interface Refused {
  ErrorCode: string;
  ErrorMessage: string;
}

/** A request's entries together. Source: EventBridge User Guide, "Calculating PutEvents event entry size". */
const MOST_BYTES = 256 * 1024;

/** @throws ApiError ValidationException where the request as a whole is wrong */
export function entriesOf(request: ServiceRequest): ({ asked: PutEntry } | Refused)[] {
  const { Entries = [] } = jsonBody<{ Entries?: PutEntry[] }>(request);
  if (Entries.length < 1 || Entries.length > 10)
    throw new ApiError(
      "ValidationException",
      "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10",
    );
  const bytes = Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > MOST_BYTES)
    throw new ApiError("ValidationException", "Total size of the entries in the request is over the limit.");
  return Entries.map((asked) => refusalOf(asked) ?? { asked });
}

const sizeOf = ({ Source, DetailType, Detail, Resources = [], Time }: PutEntry): number =>
  (Time === undefined ? 0 : 14) +
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), 0);

function refusalOf(entry: PutEntry): Refused | undefined {
  for (const name of ["Source", "DetailType", "Detail"] as const)
    if (!entry[name])
      return {
        ErrorCode: "InvalidArgument",
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
  if (entry.Source.startsWith("aws."))
    return {
      ErrorCode: "NotAuthorizedForSourceException",
      ErrorMessage: `Not authorized for the source: ${entry.Source}`,
    };
  try {
    const detail: unknown = JSON.parse(entry.Detail);
    if (detail !== null && typeof detail === "object" && !Array.isArray(detail)) return undefined;
  } catch {
    // As what is no object.
  }
  return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
}

/** @throws ApiError */
export function checkRequest(request: ServiceRequest): void {
  if (request.operation === "PutRule") checkRule(jsonBody(request));
  if (request.operation === "PutTargets") checkTargets(jsonBody(request));
}

function checkRule({
  ScheduleExpression,
  EventPattern,
  EventBusName = "default",
}: {
  ScheduleExpression?: string;
  EventPattern?: string;
  EventBusName?: string;
}): void {
  if (EventPattern !== undefined)
    try {
      const pattern: unknown = JSON.parse(EventPattern);
      if (pattern === null || typeof pattern !== "object" || Array.isArray(pattern))
        throw new Error("no object");
    } catch {
      throw new ApiError(
        "InvalidEventPatternException",
        "Event pattern is not valid. Reason: it is no JSON object.",
      );
    }
  if (!ScheduleExpression) return;
  if (EventBusName.split("/").at(-1) !== "default")
    throw new ApiError(
      "ValidationException",
      "ScheduleExpression is supported only on the default event bus.",
    );
  try {
    parseSchedule(ScheduleExpression);
  } catch {
    throw new ApiError("ValidationException", "Parameter ScheduleExpression is not valid.");
  }
}

function checkTargets({
  Targets = [],
}: {
  Targets?: { Id: string; Arn: string; RoleArn?: string; BatchParameters?: unknown }[];
}): void {
  if (Targets.length > 5)
    throw new ApiError(
      "LimitExceededException",
      "The requested resource exceeds the maximum number allowed.",
    );
  for (const { Id, Arn, RoleArn, BatchParameters } of Targets) {
    if (!/^arn:[^:]+:batch:/.test(Arn)) continue;
    if (!RoleArn) throw new ApiError("ValidationException", `RoleArn is required for target ${Arn}.`);
    if (!BatchParameters)
      throw new ApiError(
        "ValidationException",
        `Parameter(s) BatchParameters must be specified for target: ${Id}.`,
      );
  }
}
