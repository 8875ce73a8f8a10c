// AWS Batch.
import { BatchClient } from "@aws-sdk/client-batch";
import { once } from "./once.ts";

/** Calls are tried again: a second job of the same import changes nothing. */
export const batch = /* @__PURE__ */ once(() => new BatchClient({ maxAttempts: 5 }));
