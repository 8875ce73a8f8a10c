// S3: moto's buckets and objects. It answers unsigned requests, and refuses notifications that could not be sent.
import { type Forward, inTurn, type LocalService } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { anonymous } from "./anonymous.ts";
import { s3Keys } from "./keys.ts";
import { s3Needs } from "./needs.ts";
import { notificationTargets } from "./notification-targets.ts";
import { missingUploads } from "./uploads.ts";

interface Owner {
  account: Account;
  accountId: string;
  forward: Forward;
}

export const s3 = ({ account, accountId, forward }: Owner): LocalService => ({
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
  handle: inTurn(s3Keys, missingUploads, notificationTargets(account, accountId)),
});
