// Amazon EventBridge.
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { once } from "./once.ts";

export const events = /* @__PURE__ */ once(() => new EventBridgeClient({ maxAttempts: 5 }));
