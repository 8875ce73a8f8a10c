// AWS Glue's catalog.
import { GlueClient } from "@aws-sdk/client-glue";
import { once } from "./once.ts";

export const glue = /* @__PURE__ */ once(() => new GlueClient({ maxAttempts: 5 }));
