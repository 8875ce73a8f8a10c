// Amazon Athena.
import { AthenaClient } from "@aws-sdk/client-athena";
import { once } from "./once.ts";

export const athena = /* @__PURE__ */ once(() => new AthenaClient({ maxAttempts: 5 }));
