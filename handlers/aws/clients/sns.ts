// Amazon SNS.
import { SNSClient } from "@aws-sdk/client-sns";
import { once } from "./once.ts";

export const sns = /* @__PURE__ */ once(() => new SNSClient({ maxAttempts: 5 }));
