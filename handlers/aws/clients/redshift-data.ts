// The Amazon Redshift Data API.
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import type { Credentials } from "@aws-sdk/client-sts";
import { identityOf } from "./identity.ts";
import { once } from "./once.ts";

export const redshiftData = /* @__PURE__ */ once(() => new RedshiftDataClient({ maxAttempts: 5 }));

/** The Data API as a role that was taken on. */
export const redshiftDataAs = (credentials: Credentials): RedshiftDataClient =>
  new RedshiftDataClient({ maxAttempts: 5, credentials: identityOf(credentials) });
