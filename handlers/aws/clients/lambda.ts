// AWS Lambda.
import { LambdaClient } from "@aws-sdk/client-lambda";
import { once } from "./once.ts";

/** Calls of Invoke are never repeated by themselves: one that was not heard may have been obeyed. */
export const lambda = /* @__PURE__ */ once(() => new LambdaClient({ maxAttempts: 1 }));
