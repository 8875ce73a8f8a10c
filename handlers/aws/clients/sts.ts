// AWS STS.
import { STSClient } from "@aws-sdk/client-sts";
import { once } from "./once.ts";

export const sts = /* @__PURE__ */ once(() => new STSClient({ maxAttempts: 5 }));
