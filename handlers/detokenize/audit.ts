// Writes the audit record of a call: once, and never over another one.
import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DetokenizeEnvironment } from "../../core/environment/tokens.ts";
import { AUDIT_KEY, auditExpiry } from "../../core/records/audit.ts";
import { TOKEN_AUDIT_PREFIX, type TokenAudit, tokenAuditSchema } from "../../core/records/token-audit.ts";
import { documents } from "../http/table.ts";

type Said = Omit<TokenAudit, "run_id" | "dataset" | "contract_digest" | "committed_at" | "expires_at"> & {
  readonly dataset: string;
};

/** @returns the record's id */
export async function writeTokenAudit(
  env: DetokenizeEnvironment,
  { dataset, ...said }: Said,
): Promise<string> {
  const now = new Date().toISOString();
  const id = TOKEN_AUDIT_PREFIX + randomUUID();
  const Item = tokenAuditSchema.parse({
    run_id: id,
    dataset: TOKEN_AUDIT_PREFIX + dataset,
    ...said,
    contract_digest: env.CONTRACT_DIGEST,
    committed_at: now,
    expires_at: auditExpiry(now, env.AUDIT_TTL_DAYS),
  });
  await documents().send(
    new PutCommand({
      TableName: env.AUDIT_TABLE,
      Item,
      ConditionExpression: "attribute_not_exists(#key)",
      ExpressionAttributeNames: { "#key": AUDIT_KEY },
    }),
  );
  return id;
}
