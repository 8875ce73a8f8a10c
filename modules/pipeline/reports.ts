// Reports that are published to the system zone: how long they are kept, and what whoever makes them must be allowed. It is a
// document and no policy of IAM, since roles outside the pipeline are for their owner to change.
import { AUDIT_INDEX } from "../../core/records/audit.ts";
import { REPORTS_PREFIX } from "../../core/records/reports.ts";
import { dataApiStatements } from "../constructs/warehouse-access.ts";
import { policy, type Statement, tf } from "../kit/index.ts";
import { WAREHOUSE } from "./addresses.ts";
import { USES_WAREHOUSE } from "./asks.ts";
import { RESULTS_PREFIX } from "./lake.ts";
import type { Pipeline } from "./member.ts";
import { reportRoles } from "./reports-inputs.ts";

export function reportsOf(pipeline: Pipeline) {
  const wanted = tf`${pipeline.vars.reports} != null`;
  const uri = `s3://${pipeline.bucketNames.at("system")}/${REPORTS_PREFIX}`;
  return {
    reports_uri: tf`${wanted} ? ${uri} : null`,
    report_policy: tf`${wanted} ? ${policy(statements(pipeline))} : null`,
  };
}

function statements({ at, vars, keyArn, bucketNames, shared }: Pipeline): Statement[] {
  const bucket = (zone: string) => `arn:${at.partition}:s3:::${bucketNames.at(zone)}`;
  const own = (service: string, kind = "") => at.arn(service, `${kind}${vars.name}-*`);
  const database = tf`replace(${vars.name}, "-", "_")`;
  return [
    {
      sid: "ReadContract",
      actions: ["s3:GetObject"],
      resources: `${bucket("system")}/contracts/*`,
    },
    {
      sid: "ReadRows",
      actions: ["s3:GetObject"],
      resources: ["landing", "curated", "quarantine"].map((zone) => `${bucket(zone)}/*`),
    },
    {
      sid: "FindRows",
      actions: ["s3:ListBucket"],
      resources: [bucket("curated"), bucket("quarantine")],
    },
    {
      sid: "ReadAudit",
      actions: ["dynamodb:Query"],
      resources: `${shared.audit.audit_table_arn}/index/${AUDIT_INDEX.name}`,
    },
    { sid: "LookAtQueues", actions: ["sqs:GetQueueAttributes"], resources: own("sqs") },
    {
      // Whoever receives a message hides it; that is undone at once.
      sid: "LookAtDeadLetters",
      actions: ["sqs:ChangeMessageVisibility", "sqs:ReceiveMessage"],
      resources: ["-dlq", "-dlq.fifo"].map((end) => `${own("sqs")}${end}`),
    },
    { sid: "LookAtSubscriptions", actions: ["sns:ListSubscriptionsByTopic"], resources: own("sns") },
    {
      sid: "LookAtAlarms",
      actions: ["cloudwatch:DescribeAlarms"],
      resources: at.arn("cloudwatch", "alarm:*"),
    },
    {
      sid: "LookAtJobs",
      actions: ["batch:DescribeJobs", "batch:ListJobs"],
      anyResource: "Batch knows no resource for these",
    },
    {
      sid: "ReadLogsOfJobs",
      actions: ["logs:FilterLogEvents"],
      resources: [`/aws/batch/job/${vars.name}`, `/aws/batch/job/${vars.name}:*`].map((group) =>
        at.arn("logs", `log-group:${group}`),
      ),
    },
    {
      sid: "RunQueries",
      actions: [
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      resources: at.arn("athena", `workgroup/${vars.name}`),
      when: vars.create_workgroup,
    },
    {
      sid: "ReadCatalog",
      actions: [
        "glue:BatchGetPartition",
        "glue:GetDatabase",
        "glue:GetDatabases",
        "glue:GetPartition",
        "glue:GetPartitions",
        "glue:GetTable",
        "glue:GetTables",
      ],
      resources: [
        at.arn("glue", "catalog"),
        at.arn("glue", `database/${database}`),
        at.arn("glue", `table/${database}/*`),
      ],
    },
    {
      sid: "KeepResults",
      actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      resources: `${bucket("system")}/${RESULTS_PREFIX}*`,
    },
    { sid: "FindResults", actions: ["s3:GetBucketLocation"], resources: bucket("system") },
    { sid: "PublishReports", actions: ["s3:PutObject"], resources: `${bucket("system")}/${REPORTS_PREFIX}*` },
    // As the users of the warehouse that their roles are: no secret, and no user who may do more.
    ...dataApiStatements(
      at,
      {
        cluster_identifier: WAREHOUSE.cluster_identifier,
        workgroup_name: WAREHOUSE.workgroup_name,
        workgroup_arn: WAREHOUSE.workgroup_arn,
        database_name: vars.warehouse.attr("database_name"),
        db_user: tf`null`,
        secret_arn: tf`null`,
      },
      {
        reaches: tf`${USES_WAREHOUSE} && length(${reportRoles(vars)}) > 0`,
        runs: ["redshift-data:ExecuteStatement"],
        follows: ["redshift-data:DescribeStatement", "redshift-data:GetStatementResult"],
        cancels: "WhenLong",
      },
    ),
    { sid: "UseKey", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: keyArn },
  ];
}
