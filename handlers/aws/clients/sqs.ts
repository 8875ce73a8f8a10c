// Amazon SQS.
import { SQSClient } from "@aws-sdk/client-sqs";
import { once } from "./once.ts";

export const sqs = /* @__PURE__ */ once(
  () => new SQSClient({ maxAttempts: 5, useQueueUrlAsEndpoint: false }),
);
