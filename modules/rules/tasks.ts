// Tasks in the background: what the function may do for it, and the role that the URLs of its files are signed by.
import { TASK_RESULTS, TASK_UPLOADS } from "../../core/records/tasks.ts";
import type { Account } from "../constructs/account.ts";
import { assumedRole, assumedRoleArn, viaS3 } from "../constructs/assumed-role.ts";
import { type Construct, type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type RulesVars = Vars<typeof inputs>;

const roleName = (vars: RulesVars): string => `${vars.name}-rules-tasks`;
const roleArn = (at: Account, vars: RulesVars): string => assumedRoleArn(at, roleName(vars));
export const objects = (at: Account, vars: RulesVars, prefix: string): string =>
  `arn:${at.partition}:s3:::${vars.system_bucket}/${prefix}*`;

export const taskVariables = (at: Account, vars: RulesVars) => ({
  BACKGROUND_BUCKET: vars.system_bucket,
  BACKGROUND_ROLE_ARN: roleArn(at, vars),
});

export const taskStatements = (at: Account, vars: RulesVars): Statement[] => [
  {
    sid: "KeepTasks",
    actions: [],
    rarely: { WhenTooLarge: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"] },
    resources: vars.api_table_arn,
  },
  {
    sid: "ReadTasks",
    actions: [],
    rarely: { WhenTooLarge: ["s3:GetObject"] },
    resources: objects(at, vars, TASK_UPLOADS),
  },
  {
    sid: "ListTasks",
    actions: [],
    rarely: { WhenGone: ["s3:ListBucket"] },
    resources: `arn:${at.partition}:s3:::${vars.system_bucket}`,
  },
  {
    sid: "WriteResults",
    actions: [],
    rarely: { WhenTooLarge: ["s3:PutObject"], AfterFailure: ["s3:AbortMultipartUpload"] },
    resources: objects(at, vars, TASK_RESULTS),
  },
  {
    sid: "SignTasks",
    actions: [],
    rarely: { WhenTooLarge: ["sts:AssumeRole"] },
    resources: roleArn(at, vars),
  },
  {
    sid: "StartTask",
    actions: [],
    rarely: { WhenTooLarge: ["lambda:InvokeFunction"] },
    resources: at.arn("lambda", `function:${vars.name}-rules`),
  },
  {
    sid: "KeepFailures",
    actions: [],
    rarely: { AfterFailure: ["sqs:SendMessage"] },
    resources: vars.failures_queue_arn,
  },
];

/** The role that may put the files of tasks and fetch what came of them, and nothing else; the function takes it on. */
export function taskRole(
  scope: Construct,
  at: Account,
  vars: RulesVars,
  { keyArn, functionRole }: { keyArn: Expr; functionRole: Expr },
): void {
  assumedRole(scope, vars, {
    id: "tasks",
    name: roleName(vars),
    description: "What the files of tasks are put and fetched by",
    functionRole,
    statements: [
      { sid: "PutTasks", actions: ["s3:PutObject"], resources: objects(at, vars, TASK_UPLOADS) },
      { sid: "FetchResults", actions: ["s3:GetObject"], resources: objects(at, vars, TASK_RESULTS) },
      {
        sid: "UseKeys",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
        conditions: viaS3(at),
      },
    ],
  });
}
