// What an implementation answers as what Lambda gives to API Gateway: headers that all answers have, and the most that one may be.
import { PROBLEM_TYPE, Problem } from "../../core/api/problems.ts";
import type { RouteSpec } from "../../core/api/route.ts";
import type { HttpAnswer } from "./event.ts";

export interface Answered {
  readonly status: number;
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const COMMON = { "X-Content-Type-Options": "nosniff" };

export function answerOf(
  { status, body, type, headers }: Answered,
  { method }: RouteSpec,
  requestId: string,
): HttpAnswer {
  const isBytes = body instanceof Uint8Array;
  return {
    statusCode: status,
    headers: {
      ...(body !== undefined && { "Content-Type": type ?? "application/json" }),
      // What a caller has may be asked for again by its ETag, and belongs to that caller alone.
      "Cache-Control": method === "GET" ? "private, no-cache" : "no-store",
      ...COMMON,
      ...headers,
      "X-Request-Id": requestId,
    },
    body: body === undefined ? "" : isBytes ? Buffer.from(body).toString("base64") : textOf(body, type),
    isBase64Encoded: isBytes,
  };
}

/**
 * Lambda answers with six megabytes at most, in which the whole answer is JSON once more.
 * Source: AWS Lambda Developer Guide, "Lambda quotas": invocation payload.
 */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024 - 1024;

/** @throws Problem answer_too_large */
export function fitting(answer: HttpAnswer): HttpAnswer {
  // Six bytes are the most that a character of the body takes in JSON.
  if (6 * answer.body.length <= MAX_ANSWER_BYTES) return answer;
  if (Buffer.byteLength(JSON.stringify(answer)) <= MAX_ANSWER_BYTES) return answer;
  throw new Problem(
    "answer_too_large",
    "The answer would be larger than the 6 MB that the service can send. Ask for less at once.",
  );
}

const textOf = (body: unknown, type: string | undefined): string =>
  type === undefined ? JSON.stringify(body) : String(body);

export const problemAnswer = (problem: Problem, requestId: string): HttpAnswer => ({
  statusCode: problem.status,
  headers: {
    "Content-Type": PROBLEM_TYPE,
    "Cache-Control": "no-store",
    ...COMMON,
    ...problem.headers,
    "X-Request-Id": requestId,
  },
  body: JSON.stringify(problem.body(requestId)),
  isBase64Encoded: false,
});
