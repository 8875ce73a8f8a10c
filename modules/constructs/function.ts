// A Lambda function: its encrypted log, its role with what it may do and no more, its code, and the alarm that tells of
// its failures. What calls it is another file's: queue-function.ts for what a queue feeds.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import * as z from "zod";
import type { Rarely } from "../../core/environment/rarely.ts";
import type { TelemetryEnvironment } from "../../core/environment/telemetry.ts";
import {
  assumeRole,
  type Construct,
  dependsOn,
  type Expr,
  policy,
  ref,
  type Statement,
  seldom,
  tf,
  type Value,
} from "../kit/index.ts";
import type { Account } from "./account.ts";
import { functionZip } from "./code.ts";
import { errorAlarm, throttleAlarm } from "./function-alarms.ts";
import { environmentFits } from "./function-environment.ts";
import { type FunctionPart, inVpc, traced } from "./function-parts.ts";

/** The variables that every function's module has. */
export interface FunctionVars {
  name: Expr;
  tags: Expr;
  permissions_boundary_arn: Expr;
  architecture: Expr;
  artifacts: Expr;
  memory_mb: Expr;
  timeout_seconds: Expr;
  log_retention_days: Expr;
  tracing: Expr;
  reserved_concurrency: Expr;
  vpc: Expr;
  additional_kms_key_arns: Expr;
  alarm_topic_arns: Expr;
}

export interface FunctionOptions {
  /** What follows the module's name in the function's: "stage" makes NAME-stage. */
  suffix: string;
  description: string;
  /** What the alarm says of failures: what they mean, and where to look. */
  failure: string;
  /** The published zip; it exports `handler` from index.js. */
  zip: string;
  environment: Expr;
  statements: readonly Statement[];
  keyArn: Expr;
  /** When it writes what a key encrypts, to a bucket, a queue or a topic; always where absent. */
  encrypts?: { when: Expr } | { rarely: Rarely } | "nothing";
  /** Why it may not run for long, where all that it does is for that reason. */
  runs?: Rarely;
  /** What it has that not every function has, such as layers. */
  parts?: readonly FunctionPart[];
}

export interface FunctionResources {
  function: Expr;
  role: Expr;
  logGroup: Expr;
  /** ARN of the alarm on its failures. */
  alarm: Expr;
  /** ARN of the alarm on what Lambda does not let it run. */
  throttles: Expr;
}

/** What the module of a function tells of it. */
export const functionOutputs = {
  function_name: z.string().describe("Name of the function."),
  function_arn: z.string().describe("ARN of the function."),
  role_name: z.string().describe("Name of the function's role."),
  role_arn: z.string().describe("ARN of the function's role."),
  log_group_name: z.string().describe("Name of the function's log group."),
  log_group_arn: z.string().describe("ARN of the function's log group."),
  alarm_arn: z.string().describe("ARN of the alarm on the function's failures."),
  throttle_alarm_arn: z.string().describe("ARN of the alarm on the function's throttles."),
  memory_mb: z.number().describe("Memory of the function in MB, by which its seconds are paid."),
};

export const outputsOf = (resources: FunctionResources): { [K in keyof typeof functionOutputs]: Expr } => ({
  function_name: resources.function.attr("function_name"),
  function_arn: resources.function.attr("arn"),
  role_name: resources.role.attr("name"),
  role_arn: resources.role.attr("arn"),
  log_group_name: resources.logGroup.attr("name"),
  log_group_arn: resources.logGroup.attr("arn"),
  alarm_arn: resources.alarm,
  throttle_alarm_arn: resources.throttles,
  memory_mb: resources.function.attr("memory_size"),
});

export function lambdaFunction(
  scope: Construct,
  at: Account,
  vars: FunctionVars,
  options: FunctionOptions,
): FunctionResources {
  const name = `${vars.name}-${options.suffix}`;
  const telemetry: { [K in keyof TelemetryEnvironment]: Value } = { PIPELINE: vars.name };
  const environment = tf`merge(${telemetry}, ${options.environment})`;
  const parts = [...(options.parts ?? []), traced(vars.tracing), inVpc(vars.vpc)];
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
    policy: policy([
      ...options.statements,
      ...runtimeStatements(at, vars, name, options).map((one) =>
        options.runs ? seldom(one, options.runs) : one,
      ),
      ...parts.flatMap((part) => part.statements ?? []),
    ]).toString(),
  });
  const code = functionZip(scope, options.zip, vars);
  const lambda = new LambdaFunction(scope, "function", {
    functionName: name,
    description: options.description,
    role: `${ref(role, "arn")}`,
    filename: `${code.filename}`,
    s3Bucket: `${code.bucket}`,
    s3Key: `${code.key}`,
    sourceCodeHash: `${code.hash}`,
    runtime: "nodejs22.x",
    handler: "index.handler",
    architectures: [`${vars.architecture}`],
    memorySize: vars.memory_mb.number,
    timeout: vars.timeout_seconds.number,
    reservedConcurrentExecutions: vars.reserved_concurrency.number,
    kmsKeyArn: `${options.keyArn}`,
    environment: { variables: environment.map },
    tags: vars.tags.map,
  });
  for (const part of parts) part.shape(lambda);
  dependsOn(lambda, logs, permissions, ...code.checks);
  lambda.addOverride("lifecycle.precondition", [environmentFits(name, environment)]);
  return {
    function: ref(lambda),
    role: ref(role),
    logGroup: ref(logs),
    alarm: errorAlarm(scope, vars, name, options.failure),
    throttles: throttleAlarm(scope, vars, name),
  };
}

/** What running at all takes: the log and the keys. */
function runtimeStatements(
  at: Account,
  vars: FunctionVars,
  name: string,
  { keyArn, encrypts }: FunctionOptions,
): Statement[] {
  const keys = tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`;
  const encrypt = ["kms:GenerateDataKey"];
  return [
    {
      sid: "WriteLog",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: at.arn("logs", `log-group:/aws/lambda/${name}:*`),
    },
    { sid: "UseKeys", actions: ["kms:Decrypt", ...(encrypts ? [] : encrypt)], resources: keys },
    ...(encrypts && encrypts !== "nothing"
      ? [
          "rarely" in encrypts
            ? { sid: "Encrypt", actions: [], rarely: { [encrypts.rarely]: encrypt }, resources: keys }
            : { sid: "Encrypt", actions: encrypt, resources: keys, when: encrypts.when },
        ]
      : []),
  ];
}
