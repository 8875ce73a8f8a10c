// A Lambda function that answers routes of the API. What every request goes through, in this order: its route, the caller,
// the permission, the request's own schemas, the Idempotency-Key, the implementation. Whatever fails is a problem document.
import type { ApiFunction } from "../../core/api/functions.ts";
import { Problem } from "../../core/api/problems.ts";
import type { AnswerOf, RequestOf, RouteSpec } from "../../core/api/route.ts";
import type { RoutesOf } from "../../core/api/routes.ts";
import type { Permission } from "../../core/contract/api/schema.ts";
import { isLoopback } from "../../core/delivery/endpoint.ts";
import type { ApiSettings, HttpEnvironment } from "../../core/environment/api.ts";
import { failureOf } from "../aws/failure.ts";
import { loggerOf } from "../telemetry.ts";
import { type Answered, answerOf, fitting, problemAnswer } from "./answer.ts";
import { bodyBytes } from "./body.ts";
import { type Caller, callerOf } from "./caller.ts";
import { conditional } from "./conditional.ts";
import { isPreflight, preflight, readable } from "./cors.ts";
import { type Cursors, cursorsOf } from "./cursor.ts";
import { type HttpAnswer, type HttpEvent, headerOf } from "./event.ts";
import { once } from "./idempotency.ts";
import { type Matched, matchRoute } from "./match.ts";
import { readPath, readRequest } from "./request.ts";
import { readSettings } from "./settings.ts";

/** What an implementation has beside the request. */
export interface Served<Env> {
  readonly env: Env;
  readonly settings: ApiSettings;
  readonly caller: Caller;
  readonly requestId: string;
  /** The body as it was sent, for who needs more of it than its value. */
  readonly bytes: Buffer;
  /** Of a POST: what the caller calls this request. */
  readonly idempotencyKey: string | undefined;
  /** Of this caller and this address, its parameters but for `cursor` included. */
  readonly cursors: Cursors;
  /** Cursors of this caller for something else than this address: what several addresses give and take. */
  readonly cursorsOf: (question: unknown) => Cursors;
  /** Milliseconds until the function is stopped. API Gateway gives up after 29 seconds. */
  readonly remaining: () => number;
  /** The API's address as the caller knows it, without a slash at its end. */
  readonly server: string;
}

export type Implementation<R extends RouteSpec, Env> = (
  request: RequestOf<R>,
  served: Served<Env>,
) => Promise<AnswerOf<R>>;

/** One for each route of the function. */
export type Implementations<F extends ApiFunction, Env> = {
  readonly [Id in keyof RoutesOf<F>]: RoutesOf<F>[Id] extends infer R extends RouteSpec
    ? Implementation<R, Env>
    : never;
};

/** Route → what loads its implementation, with the first request for it. The compiler misses those that are not there. */
export type Loaders<F extends ApiFunction, Env> = {
  readonly [Id in keyof Implementations<F, Env>]: () => Promise<Pick<Implementations<F, Env>, Id>>;
};

/** The least of Lambda's context that is used here. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

interface Options<F extends ApiFunction, Env extends HttpEnvironment> {
  readonly function: F;
  /** Reads the environment; called once per request, so that a wrong one is a failure that is logged. */
  readonly environment: () => Env;
  readonly implementations: Loaders<F, Env>;
  /** Told of callers without the route's permission, before they are answered 403: for those that an audit is kept of. */
  readonly refused?: (refusal: Refusal<Env>) => Promise<void>;
}

export interface Refusal<Env> {
  readonly routeId: string;
  readonly permission: Permission;
  /** What it was asked for, where the route's path says it: a name as its schema takes it, not one that is there. */
  readonly name: string | undefined;
  readonly caller: Caller;
  readonly requestId: string;
  /** The body as it was sent, which nothing has judged yet. */
  readonly bytes: Buffer;
  readonly env: Env;
}

type Any<Env> = (request: unknown, served: Served<Env>) => Promise<Answered>;
type Load<Env> = () => Promise<Record<string, Any<Env>>>;
/** The function's handler of proxy events. It never throws. */
export function serve<F extends ApiFunction, Env extends HttpEnvironment>(
  options: Options<F, Env>,
): (event: HttpEvent, context: LambdaContext) => Promise<HttpAnswer> {
  const logger = loggerOf(options.function);
  return async (event, context) => {
    const began = performance.now();
    const requestId = event.requestContext?.requestId ?? "unknown";
    const line: Line = { request_id: requestId };
    let answer: HttpAnswer;
    let settings: ApiSettings | undefined;
    try {
      const env = options.environment();
      settings = await readSettings(env);
      answer = isPreflight(event)
        ? preflight(event, settings)
        : await respond(options, event, context, { requestId, line, env, settings });
    } catch (error) {
      const problem = error instanceof Problem ? error : failed();
      if (problem !== error) logger.error("Request failed", { request_id: requestId, ...failureOf(error) });
      line.problem = problem.code;
      answer = problemAnswer(problem, requestId);
    }
    if (settings) answer = readable(event, answer, settings);
    // Neither bodies nor parameters nor headers: what callers send may be secret.
    const milliseconds = Math.round(performance.now() - began);
    logger.info("Request", { ...line, status: answer.statusCode, milliseconds });
    return answer;
  };
}

interface Line {
  request_id: string;
  route?: string;
  caller?: string;
  problem?: string;
}

interface Around<Env> {
  readonly requestId: string;
  readonly line: Line;
  readonly env: Env;
  readonly settings: ApiSettings;
}

async function respond<F extends ApiFunction, Env extends HttpEnvironment>(
  options: Options<F, Env>,
  event: HttpEvent,
  context: LambdaContext,
  { requestId, line, env, settings }: Around<Env>,
): Promise<HttpAnswer> {
  const matched = await matchRoute(event, settings.functions);
  const { id, route } = matched;
  line.route = id;
  const caller = callerOf(event, settings);
  line.caller = caller.id;
  const load = (options.implementations as unknown as Record<string, Load<Env>>)[id];
  if (!load) throw new Error(`the API sends ${id} to the function ${options.function}`);

  const path = readPath(route, matched.path);
  const bytes = bodyBytes(event);
  await permit(route, path, caller, (permission, name) =>
    options.refused?.({ routeId: id, permission, name, caller, requestId, bytes, env }),
  );
  const request = readRequest(route, path, event, bytes);
  const { cursor: _, ...query } = request.query;
  const served: Served<Env> = {
    env,
    settings,
    caller,
    requestId,
    bytes,
    idempotencyKey: headerOf(event, "idempotency-key"),
    cursors: cursorsOf(env.API_TABLE, caller.id, [id, path, query]),
    cursorsOf: (question) => cursorsOf(env.API_TABLE, caller.id, question),
    remaining: () => context.getRemainingTimeInMillis(),
    server: serverOf(event, matched),
  };
  const work = async (): Promise<HttpAnswer> => {
    const implementation = (await load())[id] as Any<Env>;
    return fitting(answerOf(await implementation(request, served), route, requestId));
  };
  if (route.method === "POST") {
    const asked = { caller: caller.id, routeId: id, route, address: [path, query], bytes };
    const answer = await once(
      headerOf(event, "idempotency-key"),
      { ...asked, table: env.API_TABLE, remaining: served.remaining },
      work,
    );
    return { ...answer, headers: { ...answer.headers, "X-Request-Id": requestId } };
  }
  const answer = await work();
  return route.method === "GET" && answer.statusCode === 200 ? conditional(event, answer) : answer;
}

async function permit(
  { permission }: RouteSpec,
  path: Record<string, unknown>,
  caller: Caller,
  refused: (permission: Permission, name: string | undefined) => Promise<void> | undefined,
): Promise<void> {
  if (!permission) return;
  const { to, on } = permission;
  const name = on === undefined ? undefined : String(path[on]);
  try {
    caller.require(to, name);
  } catch (error) {
    await refused(to, name);
    throw error;
  }
}

/** The request's own address without what the route has matched: as the caller sees the API, whatever its domain. */
function serverOf(event: HttpEvent, { route }: Matched): string {
  const { domainName = "", path = event.path ?? "" } = event.requestContext ?? {};
  const segments = route.path.split("/").length - 1;
  // API Gateway speaks HTTPS alone. The local AWS does not, and has an API below a path of its own, which it says.
  if (headerOf(event, "x-forwarded-proto") === "http" && isLoopback(`http://${domainName}`)) {
    const prefix = headerOf(event, "x-forwarded-prefix");
    if (prefix !== undefined) return `http://${domainName}${prefix}`;
  }
  return `https://${domainName}${path.split("/").slice(0, -segments).join("/")}`;
}

const failed = (): Problem =>
  new Problem("internal_error", "The request could not be served. Send it again; the log has the reason.");
