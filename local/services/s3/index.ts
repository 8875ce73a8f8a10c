// S3: moto's buckets and objects, and what their lifecycle does with them. It answers unsigned requests, and refuses notifications that
// could not be sent.
import { type Forward, inTurn, type LocalContext, type LocalService } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import type { MetricStore } from "../monitoring/series/store.ts";
import { anonymous } from "./anonymous.ts";
import { s3Keys } from "./keys.ts";
import { Lifecycle } from "./lifecycle.ts";
import { s3Needs } from "./needs.ts";
import { notificationTargets } from "./notification-targets.ts";
import { restores } from "./restore.ts";
import { missingUploads } from "./uploads.ts";

interface S3Context extends LocalContext {
  account: Account;
  forward: Forward;
  metrics: MetricStore;
}

export const s3 = ({ account, accountId, forward, region, metrics }: S3Context): LocalService => {
  const ahead = () => (metrics.clock.now() - Date.now()) / 1000;
  const lifecycle = new Lifecycle(forward, region, ahead);
  return {
    services: ["s3"],
    errors: "s3",
    // A form post to the root is a query-protocol call without a signature, and a target is another service's.
    claims: ({ method, path, headers }) =>
      headers["x-amz-target"] === undefined &&
      !(
        method === "POST" &&
        path === "/" &&
        String(headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")
      ),
    needs: s3Needs,
    changesAccess: ({ method, query }) =>
      method !== "GET" && method !== "HEAD" && (query.has("policy") || query.has("encryption")),
    anonymous: anonymous(forward, account),
    handle: inTurn(
      restores(forward, accountId),
      s3Keys,
      missingUploads,
      notificationTargets(account, accountId),
    ),
    witness: ({ service, method, query }) => {
      if (service === "s3" && method === "PUT" && query.has("lifecycle")) lifecycle.begin();
    },
    advance: () => lifecycle.look(),
    close: async () => lifecycle.close(),
  };
};
