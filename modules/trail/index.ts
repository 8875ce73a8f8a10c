// trail: CloudTrail for the account, with data events of what a pipeline is made of; its files locked away, its log watched, its
// records a table.
import { Cloudtrail } from "@cdktf/provider-aws/lib/cloudtrail/index.js";
import * as z from "zod";
import { account } from "../constructs/account.ts";
import { encryptionKey, ITSELF } from "../constructs/encryption-key.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, logRetentionRule, nameRule } from "../constructs/inputs.ts";
import { defineModule, one, tf, when } from "../kit/index.ts";
import { trailAlarms } from "./alarms.ts";
import { inputs } from "./inputs.ts";
import { trailLog } from "./log.ts";
import { namedQueries } from "./queries.ts";
import { rules } from "./rules.ts";
import { eventSelectors } from "./selectors.ts";
import { keyStatements, lockGuard, trailBucket } from "./store.ts";
import { trailTable } from "./table.ts";

const text = (description: string) => z.string().describe(description);
const map = (description: string) => z.record(z.string(), z.string()).describe(description);

const outputs = z.object({
  trail_arn: text("ARN of the trail; null where none is made."),
  trail_name: text("Name of the trail; null where none is made."),
  bucket_name: text("Name of the bucket of its files."),
  log_group_name: text("Name of the log group of its events; null where there is none."),
  kms_key_arn: text("ARN of the key that files and log are encrypted with."),
  alarm_arns: map("Alarm → ARN."),
  database_name: text("Glue database of the table; null where there is none."),
  table_name: text("Name of the table; null where there is none."),
  named_query_ids: map("Query of the table, with `_` for a blank → its id."),
});

export const trail = defineModule({
  name: "trail",
  description:
    "CloudTrail: management events of the account in all regions, and data events of the buckets, functions and tables that are " +
    "named; files with digests that prove them, in a bucket from which nobody deletes; the events in CloudWatch Logs, with alarms " +
    "on what a pipeline's owner must know; and a table of them for Athena, with queries.",
  usage: `
module "trail" {
  source = "./terraform-aws-headrace/modules/trail"

  name      = "acme"
  buckets   = { for zone, arn in module.pipeline.bucket_arns : zone => { arn = arn } }
  functions = { for name, arn in module.pipeline.function_arns : name => { arn = arn } }
  tables    = { audit = { arn = module.pipeline.audit_table_arn } }

  expected_principal_arns  = ["arn:aws:iam::111122223333:role/deploy"]
  detokenize_function_arns = [module.pipeline.function_arns["detokenize"]]
  alarm_topic_arns         = [aws_sns_topic.alarms.arn]
}
`,
  notes:
    "A destroy is refused until both `force_destroy` and `i_understand_that_data_is_lost` are true and applied. What `object_lock` keeps in " +
    "COMPLIANCE is kept all the same: a destroy is refused while it lasts.\n\n" +
    "A key of yours must let `cloudtrail.amazonaws.com` use `kms:GenerateDataKey*` and `kms:DescribeKey`, and the logs service its own; a bucket of yours must let CloudTrail " +
    "write below `AWSLogs/`. CloudTrail refuses the trail otherwise.\n\n" +
    "An account's first trail of management events costs nothing; each further one, and every data event, does. `headrace audit verify DIR` proves the files.",
  inputs,
  outputs,
  rules: (vars) => [
    nameRule(vars),
    keyRule(vars),
    forceRule(vars),
    logRetentionRule(vars.log_retention_days),
    ...rules(vars),
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(
      scope,
      at,
      "trail",
      vars,
      ["logs"],
      undefined,
      keyStatements(at, vars, ITSELF),
    );
    const bucket = trailBucket(scope, at, vars, keyArn);
    const log = trailLog(scope, at, vars, keyArn);
    const made = when(
      vars.create_trail,
      new Cloudtrail(scope, "this", {
        name: `${vars.name}`,
        s3BucketName: `${bucket}`,
        s3KeyPrefix: tf`${vars.key_prefix} == "" ? null : ${vars.key_prefix}`.toString(),
        isMultiRegionTrail: vars.multi_region.value,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
        cloudWatchLogsGroupArn: `${log.arn}`,
        cloudWatchLogsRoleArn: `${log.role}`,
        kmsKeyId: `${keyArn}`,
        tags: vars.tags.map,
      }),
    );
    eventSelectors(made, vars);
    // CloudTrail tries the bucket when the trail is made; and the trail ends before what it writes to does.
    made.addOverride("depends_on", [
      "aws_s3_bucket_policy.trail_policy",
      "aws_s3_bucket_ownership_controls.trail_ownership",
      // What is written before the lock is set is not locked.
      "aws_s3_bucket_object_lock_configuration.trail_object_lock",
      "aws_iam_role_policy.writer_permissions",
    ]);
    const alarms = trailAlarms(scope, vars, log.group, log.is);
    const table = trailTable(scope, at, vars, bucket);
    const queries = namedQueries(scope, vars, table);
    const holds = tf`${vars.create_trail} && ${vars.create_bucket}`;
    keyGuard(scope, vars, holds);
    lockGuard(scope, vars);
    dataGuard(scope, vars, "The bucket holds the files of the trail.", holds);
    return {
      trail_arn: one(made, "arn"),
      trail_name: one(made, "name"),
      bucket_name: bucket,
      log_group_name: log.group,
      kms_key_arn: keyArn,
      alarm_arns: alarms,
      database_name: table.database,
      table_name: table.table,
      named_query_ids: queries,
    };
  },
});
