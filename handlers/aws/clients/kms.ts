// AWS KMS.
import { KMSClient } from "@aws-sdk/client-kms";
import { once } from "./once.ts";

export const kms = /* @__PURE__ */ once(() => new KMSClient({ maxAttempts: 5 }));
