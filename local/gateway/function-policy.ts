// The policy of a Lambda function: who may invoke it beside those whom IAM lets.
import { CallError, callRest } from "./call.ts";
import type { Forward } from "./service.ts";

/** @returns the policy; undefined where the function has none, or is not there */
export async function functionPolicy(forward: Forward, arn: string, region: string): Promise<unknown> {
  const [, , , , , , name = "", qualifier] = arn.split(":");
  const answer = await callRest<{ Policy?: string }>(
    forward,
    "lambda",
    region,
    "GET",
    `/2015-03-31/functions/${encodeURIComponent(name)}/policy`,
    undefined,
    qualifier ? `Qualifier=${encodeURIComponent(qualifier)}` : undefined,
  ).catch((error: unknown) => {
    if (error instanceof CallError && error.status === 404) return undefined;
    throw error;
  });
  return answer?.Policy ? JSON.parse(answer.Policy) : undefined;
}
