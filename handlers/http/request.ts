// A request's parts, each held to its route's schema.
import type * as z from "zod";
import { Problem, type RequestError } from "../../core/api/problems.ts";
import type { RouteSpec } from "../../core/api/route.ts";
import { readBody } from "./body.ts";
import { type HttpEvent, headerOf } from "./event.ts";

export interface ReadRequest {
  readonly path: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
}

/** So many errors are told; the others are most often the same again. */
const MOST_ERRORS = 20;
const LONGEST_DETAIL = 500;

/** The request's path, which is judged by itself: a permission may hang on it. */
export const readPath = (route: RouteSpec, path: Readonly<Record<string, string>>): Record<string, unknown> =>
  valuesOf([part("path", route.request?.path, path)])[0] as Record<string, unknown>;

/** @throws Problem */
export function readRequest(
  route: RouteSpec,
  path: Record<string, unknown>,
  event: HttpEvent,
  bytes: Buffer,
): ReadRequest {
  const { query, headers, body } = route.request ?? {};
  const sent = readBody(event, bytes, body);
  const [queryValue, headersValue, bodyValue] = valuesOf([
    query ? part("query", query, queryOf(event)) : noQuery(event),
    part("header", headers, headersOf(event, headers)),
    body ? part("body", body.schema, sent) : { value: undefined },
  ]);
  return {
    path,
    query: queryValue as Record<string, unknown>,
    headers: headersValue as Record<string, unknown>,
    body: bodyValue,
  };
}

interface Judged {
  readonly value?: unknown;
  readonly errors?: readonly RequestError[];
}

function valuesOf(parts: readonly Judged[]): unknown[] {
  const errors = parts.flatMap((one) => one.errors ?? []);
  if (errors.length === 0) return parts.map(({ value }) => value);
  const [first] = errors as [RequestError];
  const more = errors.length === 1 ? "" : ` There are ${errors.length} such errors.`;
  throw new Problem("invalid_request", `${first.in} ${first.pointer || "/"}: ${first.detail}.${more}`, {
    errors: errors.slice(0, MOST_ERRORS),
  });
}

function part(where: RequestError["in"], schema: z.ZodType | undefined, value: unknown): Judged {
  if (!schema) return { value: {} };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  return {
    errors: parsed.error.issues.map(({ path, message }) => ({
      in: where,
      pointer: path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
      detail: message.slice(0, LONGEST_DETAIL),
    })),
  };
}

const queryOf = (event: HttpEvent): Record<string, string | readonly string[]> =>
  Object.fromEntries(
    Object.entries(event.multiValueQueryStringParameters ?? {}).map(([name, values = []]) => [
      name,
      values.length === 1 ? (values[0] as string) : values,
    ]),
  );

function noQuery(event: HttpEvent): Judged {
  const names = Object.keys(event.multiValueQueryStringParameters ?? {});
  const detail = "This address takes no parameters";
  if (names.length > 0)
    return { errors: names.map((name) => ({ in: "query", pointer: `/${name}`, detail })) };
  return { value: {} };
}

const headersOf = (event: HttpEvent, headers: z.ZodObject | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.keys(headers?.shape ?? {}).flatMap((name) => {
      const value = headerOf(event, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
