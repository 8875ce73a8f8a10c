// Amazon Athena.
import { AthenaClient } from "@aws-sdk/client-athena";
import type { Credentials } from "@aws-sdk/client-sts";
import { identityOf } from "./identity.ts";
import { once } from "./once.ts";

export const athena = /* @__PURE__ */ once(() => new AthenaClient({ maxAttempts: 5 }));

/** Athena as a role that was taken on. */
export const athenaAs = (credentials: Credentials): AthenaClient =>
  new AthenaClient({ maxAttempts: 5, credentials: identityOf(credentials) });
