// audit: the DynamoDB table that holds one record per run, for as long as the audit needs it.
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import * as z from "zod";
import { AUDIT_INDEX, AUDIT_KEY, AUDIT_TTL_ATTRIBUTE } from "../../core/records/audit.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, destroyGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule } from "../constructs/inputs.ts";
import { defineModule, ref, tf } from "../kit/index.ts";
import { inputs } from "./inputs.ts";

const outputs = z.object({
  table_name: z.string().describe("Name of the table."),
  table_arn: z.string().describe("ARN of the table."),
  stream_arn: z.string().describe("ARN of the table's stream; null where `stream` is false."),
  index_name: z.string().describe("Name of the index by dataset and commit time."),
  index_arn: z.string().describe("ARN of that index."),
  kms_key_arn: z.string().describe("ARN of the key it is encrypted with."),
});

export const audit = defineModule({
  name: "audit",
  description:
    "The audit trail of a pipeline: a DynamoDB table with one record per run (source, rows in, curated and " +
    "quarantined, reasons, manifest), found by run or by dataset and time, dropped when its time is over.",
  usage: `
module "audit" {
  source = "./terraform-aws-headrace/modules/audit"

  name = "acme"
}
`,
  notes:
    "A destroy is refused, and the table is protected from deletion, until both `force_destroy` and `i_understand_that_data_is_lost` are true and applied.",
  inputs,
  outputs,
  rules: (vars) => [keyRule(vars), forceRule(vars)],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "audit", vars, []);
    const table = new DynamodbTable(scope, "this", {
      name: `${vars.name}-audit`,
      billingMode: "PAY_PER_REQUEST",
      hashKey: AUDIT_KEY,
      attribute: [AUDIT_INDEX.hash, AUDIT_INDEX.range, AUDIT_KEY].sort().map((name) => ({ name, type: "S" })),
      globalSecondaryIndex: [
        {
          name: AUDIT_INDEX.name,
          hashKey: AUDIT_INDEX.hash,
          rangeKey: AUDIT_INDEX.range,
          projectionType: "ALL",
        },
      ],
      ttl: { attributeName: AUDIT_TTL_ATTRIBUTE, enabled: true },
      streamEnabled: vars.stream.value,
      streamViewType: tf`${vars.stream} ? "OLD_IMAGE" : null`.toString(),
      pointInTimeRecovery: { enabled: vars.point_in_time_recovery.value },
      serverSideEncryption: { enabled: true, kmsKeyArn: `${keyArn}` },
      deletionProtectionEnabled: tf`!${vars.force_destroy}`.value,
      tags: vars.tags.map,
    });
    destroyGuard(scope, "table_guard", {
      force_destroy: vars.force_destroy,
      holds: "The table holds the audit.",
      replaced_with: [`${ref(table, "id").hcl}`],
      depends_on: [ref(table).hcl],
    });
    keyGuard(scope, vars);
    dataGuard(scope, vars, "The table holds the audit.");
    return {
      table_name: ref(table, "name"),
      table_arn: ref(table, "arn"),
      stream_arn: tf`${vars.stream} ? ${ref(table, "stream_arn")} : null`,
      index_name: tf`${AUDIT_INDEX.name}`,
      index_arn: tf`${`${ref(table, "arn")}/index/${AUDIT_INDEX.name}`}`,
      kms_key_arn: keyArn,
    };
  },
});
