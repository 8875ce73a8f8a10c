// vault: the DynamoDB table of random tokens and the values behind them, and the KMS key that wraps the keys of these values.
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import * as z from "zod";
import { VAULT_KEY } from "../../core/records/vault.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, destroyGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule } from "../constructs/inputs.ts";
import { defineModule, ref, tf } from "../kit/index.ts";
import { inputs } from "./inputs.ts";

const HOLDS = "No token of the vault can be opened without it.";

const outputs = z.object({
  table_name: z.string().describe("Name of the table."),
  table_arn: z.string().describe("ARN of the table."),
  kms_key_arn: z.string().describe("ARN of the key that wraps the vault's keys and encrypts its table."),
});

export const vault = defineModule({
  name: "vault",
  description:
    "The vault of `tokenize: vault`: a DynamoDB table with a random token for each value, the values under envelope " +
    "encryption, and a KMS key of its own whose encryption context tells who finds tokens from who may open them.",
  usage: `
module "vault" {
  source = "./terraform-aws-headrace/modules/vault"

  name = "acme"
}
`,
  notes: `
A role that makes tokens needs \`kms:Decrypt\` on the key where the encryption context says \`headrace-use\` \`index\`, and
\`kms:GenerateDataKey\`; one that opens tokens needs \`kms:Decrypt\` where it says \`values\`. Both say \`headrace-vault\`, the
table's name. DynamoDB decrypts the table for either of them, in a context of its own (\`aws:dynamodb:tableName\`).

A destroy is refused, and the table is protected from deletion, until both \`force_destroy\` and
\`i_understand_that_data_is_lost\` are true and applied: a value whose vault is lost cannot be had again from its token. No item
expires, since nobody can know whether some copy of a token is still in use.
`,
  inputs,
  outputs,
  rules: (vars) => [keyRule(vars), forceRule(vars)],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "vault", vars, []);
    const table = new DynamodbTable(scope, "this", {
      name: `${vars.name}-vault`,
      billingMode: "PAY_PER_REQUEST",
      hashKey: VAULT_KEY,
      attribute: [{ name: VAULT_KEY, type: "S" }],
      pointInTimeRecovery: { enabled: vars.point_in_time_recovery.value },
      serverSideEncryption: { enabled: true, kmsKeyArn: `${keyArn}` },
      deletionProtectionEnabled: tf`!${vars.force_destroy}`.value,
      tags: vars.tags.map,
    });
    destroyGuard(scope, "table_guard", {
      force_destroy: vars.force_destroy,
      holds: HOLDS,
      replaced_with: [`${ref(table, "id").hcl}`],
      depends_on: [ref(table).hcl],
    });
    keyGuard(scope, vars);
    dataGuard(scope, vars, HOLDS);
    return {
      table_name: ref(table, "name"),
      table_arn: ref(table, "arn"),
      kms_key_arn: keyArn,
    };
  },
});
