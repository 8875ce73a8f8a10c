// The Invoke API: RequestResponse, Event (with Lambda's two retries), DryRun, and the tail of the log.
import { setTimeout as sleep } from "node:timers/promises";
import { awsError } from "../../gateway/errors.ts";
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { DeployedFunction } from "./functions.ts";
import type { Pool, PoolEntry } from "./pool.ts";

/** What runs, for those who wait until nothing does. */
export interface Invocations {
  /** Accepted with InvocationType Event and not finished. */
  asynchronous: number;
  entries(): PoolEntry[];
}

const LIMIT_SYNCHRONOUS = 6 * 1024 * 1024;
const LIMIT_ASYNCHRONOUS = 1024 * 1024;
/** Attempts of an asynchronous invocation. Lambda waits one and two minutes between them; a laptop a second or two. */
const ATTEMPTS = 3;

export async function invoke(
  request: ServiceRequest,
  deployed: DeployedFunction,
  pool: Pool,
  activity: Invocations,
  { requestId, lineage, stopped }: { requestId: string; lineage: string; stopped: boolean },
): Promise<ServiceResponse> {
  const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
  const headers = {
    "x-amzn-requestid": requestId,
    "x-amz-executed-version": deployed.configuration.Version,
    "content-type": "application/json",
  };
  if (type === "DryRun") return { status: 204, headers, body: "" };
  const limit = type === "Event" ? LIMIT_ASYNCHRONOUS : LIMIT_SYNCHRONOUS;
  if (request.body.length > limit) {
    return awsError(
      request,
      413,
      "RequestTooLargeException",
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
    );
  }
  let event: unknown = {};
  if (request.body.length > 0) {
    try {
      event = JSON.parse(request.body.toString("utf8"));
    } catch (error) {
      return awsError(
        request,
        400,
        "InvalidRequestContentException",
        `Could not parse request body into json: ${(error as Error).message}`,
      );
    }
  }
  if (stopped) {
    const reason = `Lambda has detected your function being invoked in a recursive loop with other AWS resources and stopped your function's invocation.`;
    if (type !== "Event") return awsError(request, 400, "RecursiveInvocationException", reason);
    // Lambda takes it, and then drops it.
    console.error(`${deployed.configuration.FunctionName}: ${reason}`);
    return { status: 202, headers, body: "" };
  }
  if (type === "Event") {
    activity.asynchronous += 1;
    runLater(deployed, event, pool, requestId, lineage).finally(() => {
      activity.asynchronous -= 1;
    });
    return { status: 202, headers, body: "" };
  }
  const outcome = await pool.invoke(deployed, event, requestId, lineage);
  const tail = request.headers["x-amz-log-type"] === "Tail";
  return {
    status: 200,
    headers: {
      ...headers,
      ...(outcome.failed ? { "x-amz-function-error": "Unhandled" } : {}),
      ...(tail ? { "x-amz-log-result": Buffer.from(`${outcome.log.join("\n")}\n`).toString("base64") } : {}),
    },
    body: outcome.payload,
  };
}

async function runLater(
  deployed: DeployedFunction,
  event: unknown,
  pool: Pool,
  requestId: string,
  lineage: string,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const failed = await pool.invoke(deployed, event, requestId, lineage).then(
      (outcome) => outcome.failed,
      () => true,
    );
    if (!failed) return;
    if (attempt < ATTEMPTS) await sleep(attempt * 1000);
  }
}
