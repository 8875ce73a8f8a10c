// A Lambda function fed by a queue: its role with what it may do and no more, its encrypted log, its event source.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import * as z from "zod";
import {
  assumeRole,
  type Construct,
  dependsOn,
  dynamicBlock,
  type Expr,
  policy,
  ref,
  type Statement,
  tf,
  type Value,
} from "../kit/index.ts";
import type { Account } from "./account.ts";
import { functionZip } from "./code.ts";

/** The variables that every function's module has. */
export interface FunctionVars {
  name: Expr;
  tags: Expr;
  permissions_boundary_arn: Expr;
  architecture: Expr;
  memory_mb: Expr;
  timeout_seconds: Expr;
  log_retention_days: Expr;
  tracing: Expr;
  reserved_concurrency: Expr;
  vpc: Expr;
  queue_arn: Expr;
  batch_size: Expr;
  batch_window_seconds: Expr;
  max_concurrency: Expr;
  additional_kms_key_arns: Expr;
}

export interface FunctionOptions {
  /** What follows the module's name in the function's: "stage" makes NAME-stage. */
  suffix: string;
  description: string;
  /** The published zip; it exports `handler` from index.js. */
  zip: string;
  layers?: Expr[];
  environment: Expr;
  statements: readonly Statement[];
  keyArn: Expr;
  ephemeralStorageMb?: Expr;
}

export interface FunctionResources {
  function: Expr;
  role: Expr;
  logGroup: Expr;
  eventSource: Expr;
}

/** What the module of a function tells of it. */
export const functionOutputs = {
  function_name: z.string().describe("Name of the function."),
  function_arn: z.string().describe("ARN of the function."),
  role_name: z.string().describe("Name of the function's role."),
  role_arn: z.string().describe("ARN of the function's role."),
  log_group_name: z.string().describe("Name of the function's log group."),
  log_group_arn: z.string().describe("ARN of the function's log group."),
  event_source_mapping_arn: z.string().describe("ARN of the mapping from the queue to the function."),
  event_source_mapping_id: z.string().describe("Id of that mapping."),
};

export const outputsOf = (made: FunctionResources): { [K in keyof typeof functionOutputs]: Expr } => ({
  function_name: made.function.attr("function_name"),
  function_arn: made.function.attr("arn"),
  role_name: made.role.attr("name"),
  role_arn: made.role.attr("arn"),
  log_group_name: made.logGroup.attr("name"),
  log_group_arn: made.logGroup.attr("arn"),
  event_source_mapping_arn: made.eventSource.attr("arn"),
  event_source_mapping_id: made.eventSource.attr("uuid"),
});

export function queueFunction(
  scope: Construct,
  at: Account,
  vars: FunctionVars,
  options: FunctionOptions,
): FunctionResources {
  const name = `${vars.name}-${options.suffix}`;
  const logs = new CloudwatchLogGroup(scope, "log", {
    name: `/aws/lambda/${name}`,
    retentionInDays: vars.log_retention_days.number,
    kmsKeyId: `${options.keyArn}`,
    tags: vars.tags.map,
  });
  const role = new IamRole(scope, "role", {
    name,
    description: options.description,
    assumeRolePolicy: assumeRole("lambda.amazonaws.com").toString(),
    permissionsBoundary: `${vars.permissions_boundary_arn}`,
    tags: vars.tags.map,
  });
  const permissions = new IamRolePolicy(scope, "permissions", {
    name,
    role: `${ref(role, "name")}`,
    policy: policy([...options.statements, ...runtimeStatements(at, vars, name, options.keyArn)]).toString(),
  });
  const code = functionZip(scope, options.zip, vars.architecture);
  const lambda = new LambdaFunction(scope, "function", {
    functionName: name,
    description: options.description,
    role: `${ref(role, "arn")}`,
    filename: `${code.filename}`,
    sourceCodeHash: `${code.hash}`,
    runtime: "nodejs22.x",
    handler: "index.handler",
    architectures: [`${vars.architecture}`],
    ...(options.layers ? { layers: options.layers.map(String) } : {}),
    memorySize: vars.memory_mb.number,
    timeout: vars.timeout_seconds.number,
    reservedConcurrentExecutions: vars.reserved_concurrency.number,
    ...(options.ephemeralStorageMb ? { ephemeralStorage: { size: options.ephemeralStorageMb.number } } : {}),
    kmsKeyArn: `${options.keyArn}`,
    environment: { variables: options.environment.map },
    tracingConfig: { mode: tf`${vars.tracing} ? "Active" : "PassThrough"`.toString() },
    tags: vars.tags.map,
  });
  dynamicBlock(lambda, "vpc_config", tf`${vars.vpc} == null ? [] : [${vars.vpc}]`, ({ value }) => ({
    subnet_ids: value.attr("subnet_ids"),
    security_group_ids: value.attr("security_group_ids"),
  }));
  dependsOn(lambda, logs, permissions);
  lambda.addOverride("lifecycle.precondition", [environmentFits(name, options.environment)]);
  const source = new LambdaEventSourceMapping(scope, "source", {
    eventSourceArn: `${vars.queue_arn}`,
    functionName: `${ref(lambda, "arn")}`,
    batchSize: vars.batch_size.number,
    maximumBatchingWindowInSeconds: vars.batch_window_seconds.number,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: vars.max_concurrency.number },
    tags: vars.tags.map,
  });
  return { function: ref(lambda), role: ref(role), logGroup: ref(logs), eventSource: ref(source) };
}

/** All variables of a function together, as Lambda measures them. Source: AWS Lambda Developer Guide, "Lambda quotas". */
const ENVIRONMENT_BYTES = 4096;

function environmentFits(name: string, environment: Expr) {
  // length() counts characters; four of base64 stand for three bytes.
  const bytes = tf`length(base64encode(jsonencode(${environment}))) / 4 * 3`;
  return {
    condition: tf`${bytes} <= ${ENVIRONMENT_BYTES}`.toString(),
    error_message: `The environment of the function ${name} is larger than the 4 KB that Lambda takes: give it shorter names.`,
  };
}

/** What running at all takes: the log, the queue, the key, and where asked for traces and a network interface. */
function runtimeStatements(at: Account, vars: FunctionVars, name: string, keyArn: Expr): Statement[] {
  return [
    {
      sid: "WriteLog",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: at.arn("logs", `log-group:/aws/lambda/${name}:*`),
    },
    {
      sid: "TakeMessages",
      actions: [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
      ],
      resources: vars.queue_arn,
    },
    {
      sid: "UseKeys",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
    },
    {
      sid: "SendTraces",
      actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
      anyResource: "X-Ray knows no resource for these",
      when: vars.tracing,
    },
    {
      sid: "JoinVpc",
      actions: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ],
      anyResource: "Lambda checks these for every interface of the account",
      when: tf`${vars.vpc} != null`,
    },
  ];
}

/** An environment as a map; variables whose value is null are left out. */
export const environmentOf = (variables: { readonly [name: string]: Value }): Expr =>
  tf`{ for k, v in ${variables} : k => tostring(v) if v != null }`;
