// logs: log groups leave for the archive's bucket as they are written, by subscriptions and one stream of Firehose.
import { CloudwatchLogSubscriptionFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-subscription-filter/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { KinesisFirehoseDeliveryStream } from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream/index.js";
import * as z from "zod";
import { type Account, account } from "../constructs/account.ts";
import { metricAlarm } from "../constructs/alarm.ts";
import { alarmTopicsInput, boundaryInput, nameInput, tagsInput } from "../constructs/inputs.ts";
import {
  assumeRole,
  type Construct,
  defineModule,
  dependsOn,
  type Expr,
  each,
  forEach,
  policy,
  ref,
  type Statement,
  type Vars,
} from "../kit/index.ts";

/** Where logs lie in the archive's bucket. */
const PREFIX = "logs/";
const FAILED_PREFIX = "logs-failed/";
/** Firehose tries S3 for a day, and then the records are gone. */
const LATE_SECONDS = 4 * 3_600;

const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  permissions_boundary_arn: boundaryInput,
  alarm_topic_arns: alarmTopicsInput,
  log_groups: z
    .record(z.string(), z.string())
    .describe("Name → log group that is kept. A log group takes two subscriptions."),
  archive_bucket: z.string().describe("Name of the bucket that logs are kept in."),
  kms_key_arn: z.string().describe("ARN of the key that the bucket is encrypted with."),
  buffer_mb: z
    .number()
    .int()
    .min(1)
    .max(128)
    .default(64)
    .describe("MiB after which an object is written: fewer, larger objects are cheaper to keep."),
  buffer_seconds: z
    .number()
    .int()
    .min(60)
    .max(900)
    .default(900)
    .describe("Seconds after which an object is written, however small it is."),
});

const outputs = z.object({
  stream_name: z.string().describe("Name of the stream."),
  stream_arn: z.string().describe("ARN of the stream."),
  late_alarm_arn: z.string().describe("ARN of the alarm on logs that do not reach the bucket."),
});

export const logs = defineModule({
  name: "logs",
  description:
    "Log groups go to the archive's bucket as they are written, and stay there when CloudWatch drops them: a subscription of " +
    "each log group, one stream of Firehose for all of them, compressed objects under `logs/YEAR/MONTH/DAY/HOUR/`.",
  usage: `
module "log_archive" {
  source = "./terraform-aws-headrace/modules/logs"

  name           = "acme"
  log_groups     = module.pipeline.log_group_names
  archive_bucket = module.pipeline.bucket_names["archive"]
  kms_key_arn    = module.pipeline.kms_key_arn
}
`,
  notes: `
An object has JSON documents one after the other, each with \`logGroup\`, \`logStream\` and \`logEvents\`: \`zcat OBJECT | jq -r '.logEvents[].message'\`.
CloudWatch Logs delivers at least once: an event may be there twice, with the same \`id\`.
`,
  inputs,
  outputs,
  rules: () => [],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const stream = firehose(scope, at, vars);
    const sender = role(scope, vars, "sender", {
      // CloudWatch Logs is called by the partition's own suffix. Source: the provider's aws_service_principal.
      service: `logs.${at.dnsSuffix}`,
      description: "Hands log events to the stream that archives them",
      statements: [
        {
          sid: "PutRecords",
          actions: ["firehose:PutRecord", "firehose:PutRecordBatch"],
          resources: stream.attr("arn"),
        },
      ],
    });
    dependsOn(
      forEach(
        new CloudwatchLogSubscriptionFilter(scope, "filter", {
          name: `${vars.name}-log-archive`,
          logGroupName: `${each.value}`,
          // All of it.
          filterPattern: "",
          destinationArn: `${stream.attr("arn")}`,
          roleArn: `${sender.role.attr("arn")}`,
        }),
        vars.log_groups,
      ),
      sender.permissions,
    );
    const late = metricAlarm(scope, "late", vars, {
      alarmName: `${vars.name}-log-archive-late`,
      alarmDescription:
        "Logs do not reach the archive's bucket. Firehose tries for 24 hours, and then they are gone: look at the bucket's policy and key.",
      namespace: "AWS/Firehose",
      metricName: "DeliveryToS3.DataFreshness",
      dimensions: { DeliveryStreamName: `${vars.name}-log-archive` },
      statistic: "Maximum",
      period: 300,
      evaluationPeriods: 1,
      threshold: LATE_SECONDS,
    });
    return {
      stream_name: stream.attr("name"),
      stream_arn: stream.attr("arn"),
      late_alarm_arn: ref(late, "arn"),
    };
  },
});

type LogVars = Vars<typeof inputs>;

function firehose(scope: Construct, at: Account, vars: LogVars): Expr {
  const bucketArn = `arn:${at.partition}:s3:::${vars.archive_bucket}`;
  const writer = role(scope, vars, "writer", {
    service: "firehose.amazonaws.com",
    description: "Writes archived logs",
    statements: [
      {
        sid: "WriteLogs",
        actions: ["s3:AbortMultipartUpload", "s3:PutObject"],
        resources: [`${bucketArn}/${PREFIX}*`, `${bucketArn}/${FAILED_PREFIX}*`],
      },
      {
        sid: "FindBucket",
        actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        resources: bucketArn,
      },
      { sid: "UseKey", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: vars.kms_key_arn },
    ],
  });
  const stream = dependsOn(
    new KinesisFirehoseDeliveryStream(scope, "this", {
      name: `${vars.name}-log-archive`,
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
      extendedS3Configuration: {
        roleArn: `${writer.role.attr("arn")}`,
        bucketArn,
        prefix: PREFIX,
        errorOutputPrefix: FAILED_PREFIX,
        bufferingSize: vars.buffer_mb.number,
        bufferingInterval: vars.buffer_seconds.number,
        // CloudWatch Logs sends it compressed.
        compressionFormat: "UNCOMPRESSED",
        kmsKeyArn: `${vars.kms_key_arn}`,
      },
      tags: vars.tags.map,
    }),
    writer.permissions,
  );
  return ref(stream);
}

interface RoleOptions {
  service: string;
  description: string;
  statements: readonly Statement[];
}

/** A role that one service works as. */
function role(scope: Construct, vars: LogVars, id: string, options: RoleOptions) {
  const name = `${vars.name}-log-${id}`;
  const made = new IamRole(scope, id, {
    name,
    description: options.description,
    assumeRolePolicy: assumeRole(options.service).toString(),
    permissionsBoundary: `${vars.permissions_boundary_arn}`,
    tags: vars.tags.map,
  });
  const permissions = new IamRolePolicy(scope, `${id}-permissions`, {
    name,
    role: `${ref(made, "name")}`,
    policy: policy(options.statements).toString(),
  });
  return { role: ref(made), permissions };
}
