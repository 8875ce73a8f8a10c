// The API's table: idempotency keys, who asked for what, the key of cursors. Items expire.
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { SUBSCRIBER_INDEX } from "../../core/records/api-table.ts";
import { destroyGuard } from "../constructs/guard.ts";
import { type Construct, type Expr, ref, tf } from "../kit/index.ts";

/** @returns the table. Without it a request that comes again would be done again. */
export function apiTable(
  scope: Construct,
  vars: { name: Expr; tags: Expr; force_destroy: Expr },
  keyArn: Expr,
): Expr {
  const table = new DynamodbTable(scope, "table", {
    name: `${vars.name}-api`,
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attribute: ["id", SUBSCRIBER_INDEX.hash].map((name) => ({ name, type: "S" })),
    globalSecondaryIndex: [
      { name: SUBSCRIBER_INDEX.name, hashKey: SUBSCRIBER_INDEX.hash, projectionType: "ALL" },
    ],
    ttl: { attributeName: "expires_at", enabled: true },
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true, kmsKeyArn: `${keyArn}` },
    deletionProtectionEnabled: tf`!${vars.force_destroy}`.value,
    tags: vars.tags.map,
  });
  destroyGuard(scope, "table_guard", {
    force_destroy: vars.force_destroy,
    holds: "The table holds which requests were done.",
    replaced_with: [`${ref(table, "id").hcl}`],
    depends_on: [ref(table).hcl],
  });
  return ref(table);
}
