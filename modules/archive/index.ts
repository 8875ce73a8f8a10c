// archive: the Lambda function that keeps audit records whose time is over, and the table by which each is kept in one object only.
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import * as z from "zod";
import type { ArchiveEnvironment } from "../../core/environment/archive.ts";
import { EXPIRED_PATTERN } from "../../core/records/archive/expired.ts";
import { ARCHIVE_PREFIX } from "../../core/records/archive/kinds.ts";
import { account } from "../constructs/account.ts";
import { metricAlarm } from "../constructs/alarm.ts";
import { claimsTable } from "../constructs/claims-table.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { functionOutputs, lambdaFunction, outputsOf } from "../constructs/function.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { defineModule, type Expr, ref, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import { inputs } from "./inputs.ts";
import { archiveTables } from "./tables.ts";

/** Where Lambda puts what it gives up of a stream. Source: Lambda Developer Guide, on Amazon S3 as a destination. */
const GIVEN_UP_PREFIX = "aws/lambda/";
const HOUR_SECONDS = 3_600;
/** One day's oldest record may wait for so long before somebody is told. */
const LATE_HOURS = 2;

const outputs = z.object({
  ...functionOutputs,
  event_source_mapping_arn: z.string().describe("ARN of the mapping from the stream to the function."),
  claims_table_name: z.string().describe("Name of the table that knows which object a record is in."),
  claims_table_arn: z.string().describe("ARN of that table."),
  table_names: z
    .record(z.string(), z.string())
    .describe("`runs` and `openings` → name of the Glue table over what is archived of them."),
  late_alarm_arn: z.string().describe("ARN of the alarm on records that wait for the archive."),
  kms_key_arn: z.string().describe("ARN of the key that log, environment and table are encrypted with."),
});

export const archive = defineModule({
  name: "archive",
  description:
    "The Lambda function that reads what DynamoDB drops of the audit's table when its time is over, and keeps it as " +
    "compressed NDJSON in the archive's bucket: each record in one object, however often it comes, and whenever the " +
    "function is stopped. Athena has a table for each kind of record.",
  usage: `
module "audit" {
  source = "./terraform-aws-headrace/modules/audit"

  name   = "acme"
  stream = true
}

module "archive" {
  source = "./terraform-aws-headrace/modules/archive"

  name           = "acme"
  stream_arn     = module.audit.stream_arn
  archive_bucket = module.lake.bucket_names["archive"]
  database_name  = module.catalog.database_name
}
`,
  notes: `
Records lie under \`audit/KIND/day=DAY/\`, by the day that they were archived: \`runs\` of files, \`openings\` of calls that opened
tokens. What cannot be archived within \`most_hours_behind\` is put by Lambda itself, whole, under \`aws/lambda/\`; an object there
has the event as a text in \`payload\`, with which the function can be invoked again.
`,
  inputs,
  outputs,
  artifacts: ["archive.zip"],
  rules: (vars) => [
    keyRule(vars),
    logRetentionRule(vars.log_retention_days),
    {
      variable: "database_name",
      condition: tf`!${vars.create_tables} || ${vars.database_name} != null`,
      message: "Give database_name, or set create_tables = false.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "archive", vars, ["cloudwatch", "logs"]);
    const claims = claimsTable(scope, vars, `${vars.name}-archive-claims`, keyArn);
    const environment: { [K in keyof ArchiveEnvironment]: Value } = {
      ARCHIVE_BUCKET: vars.archive_bucket,
      CLAIMS_TABLE: claims.attr("name"),
    };
    const bucketArn = `arn:${at.partition}:s3:::${vars.archive_bucket}`;
    const worker = lambdaFunction(scope, at, vars, {
      suffix: "archive",
      description: "Keeps audit records whose time is over",
      failure:
        "Audit records whose time is over are not archived. The function's log says why; they come again for hours, then lie in the archive's bucket as they are.",
      zip: "archive.zip",
      environment: environmentOf(environment as { [name: string]: Value }),
      statements: permissions(vars, bucketArn, claims.attr("arn")),
      keyArn,
      runs: "AtTheEnd",
    });
    const source = new LambdaEventSourceMapping(scope, "source", {
      eventSourceArn: `${vars.stream_arn}`,
      functionName: `${worker.function.attr("arn")}`,
      // All that the stream still has: where the mapping is made anew, nothing that it missed is lost.
      startingPosition: "TRIM_HORIZON",
      batchSize: vars.batch_size.number,
      maximumBatchingWindowInSeconds: vars.batch_window_seconds.number,
      bisectBatchOnFunctionError: true,
      maximumRecordAgeInSeconds: tf`${vars.most_hours_behind} * ${HOUR_SECONDS}`.number,
      maximumRetryAttempts: -1,
      functionResponseTypes: ["ReportBatchItemFailures"],
      filterCriteria: { filter: [{ pattern: JSON.stringify(EXPIRED_PATTERN) }] },
      destinationConfig: { onFailure: { destinationArn: bucketArn } },
      tags: vars.tags.map,
    });
    return {
      ...outputsOf(worker),
      event_source_mapping_arn: ref(source, "arn"),
      claims_table_name: claims.attr("name"),
      claims_table_arn: claims.attr("arn"),
      table_names: archiveTables(scope, vars),
      late_alarm_arn: lateAlarm(scope, vars),
      kms_key_arn: keyArn,
    };
  },
});

function permissions(vars: Vars<typeof inputs>, bucketArn: string, claimsArn: Expr): Statement[] {
  return [
    {
      sid: "ReadStream",
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: vars.stream_arn,
    },
    {
      sid: "FindStream",
      actions: ["dynamodb:ListStreams"],
      resources: tf`"\${split("/stream/", ${vars.stream_arn})[0]}/stream/*"`,
    },
    {
      sid: "WriteRecords",
      actions: [],
      // Whether a batch that died had written.
      rarely: { AtTheEnd: ["s3:PutObject"], AfterFailure: ["s3:GetObject"] },
      resources: `${bucketArn}/${ARCHIVE_PREFIX}*`,
    },
    {
      sid: "KeepWhatIsGivenUp",
      actions: [],
      rarely: { AfterFailure: ["s3:PutObject"] },
      resources: `${bucketArn}/${GIVEN_UP_PREFIX}*`,
    },
    {
      sid: "FindBucket",
      actions: [],
      // Lambda asks for it of a mapping's destination.
      rarely: { AfterFailure: ["s3:ListBucket"] },
      resources: bucketArn,
    },
    {
      sid: "ClaimRecords",
      actions: [],
      rarely: {
        AtTheEnd: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
        OnRepeat: ["dynamodb:GetItem"],
      },
      resources: claimsArn,
    },
  ];
}

function lateAlarm(scope: Parameters<typeof metricAlarm>[0], vars: Vars<typeof inputs>): Expr {
  const alarm = metricAlarm(scope, "late", vars, {
    alarmName: `${vars.name}-archive-late`,
    alarmDescription: `Audit records whose time is over wait for more than ${LATE_HOURS} hours to be archived. The function's log says why; the stream keeps them for 24.`,
    namespace: "AWS/Lambda",
    metricName: "IteratorAge",
    dimensions: { FunctionName: `${vars.name}-archive` },
    statistic: "Maximum",
    period: 300,
    evaluationPeriods: 1,
    threshold: LATE_HOURS * HOUR_SECONDS * 1000,
  });
  return ref(alarm, "arn");
}
