// Openings in the background: what the function may do for them, and the role that the URLs of their files are signed by.
import { OPENED_RESULTS, OPENED_UPLOADS } from "../../core/records/opened.ts";
import type { Account } from "../constructs/account.ts";
import { assumedRole, assumedRoleArn, viaS3 } from "../constructs/assumed-role.ts";
import { type Construct, type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type DetokenizeVars = Vars<typeof inputs>;

const roleName = (vars: DetokenizeVars): string => `${vars.name}-detokenize-files`;
const roleArn = (at: Account, vars: DetokenizeVars): string => assumedRoleArn(at, roleName(vars));
const objects = (at: Account, vars: DetokenizeVars, prefix: string): string =>
  `arn:${at.partition}:s3:::${vars.system_bucket}/${prefix}*`;

export const openingVariables = (at: Account, vars: DetokenizeVars) => ({
  BACKGROUND_BUCKET: vars.system_bucket,
  BACKGROUND_ROLE_ARN: roleArn(at, vars),
});

export const openingStatements = (at: Account, vars: DetokenizeVars): Statement[] => [
  {
    sid: "ReadTokens",
    actions: [],
    rarely: { WhenTooLarge: ["s3:GetObject"] },
    resources: objects(at, vars, OPENED_UPLOADS),
  },
  {
    sid: "ListTokens",
    actions: [],
    rarely: { WhenGone: ["s3:ListBucket"] },
    resources: `arn:${at.partition}:s3:::${vars.system_bucket}`,
  },
  {
    sid: "WriteValues",
    actions: [],
    rarely: { WhenTooLarge: ["s3:PutObject"] },
    resources: objects(at, vars, OPENED_RESULTS),
  },
  {
    sid: "SignFiles",
    actions: [],
    rarely: { WhenTooLarge: ["sts:AssumeRole"] },
    resources: roleArn(at, vars),
  },
  {
    sid: "StartOpening",
    actions: [],
    rarely: { WhenTooLarge: ["lambda:InvokeFunction"] },
    resources: at.arn("lambda", `function:${vars.name}-detokenize`),
  },
];

/** The role that may put files of tokens and fetch those of values, and nothing else; the function takes it on. */
export function openingRole(
  scope: Construct,
  at: Account,
  vars: DetokenizeVars,
  { keyArn, functionRole }: { keyArn: Expr; functionRole: Expr },
): void {
  assumedRole(scope, vars, {
    id: "files",
    name: roleName(vars),
    description: "What files of tokens are put and files of values fetched by",
    functionRole,
    statements: [
      {
        sid: "PutTokens",
        actions: [],
        rarely: { WhenTooLarge: ["s3:PutObject"] },
        resources: objects(at, vars, OPENED_UPLOADS),
      },
      {
        sid: "FetchValues",
        actions: [],
        rarely: { WhenTooLarge: ["s3:GetObject"] },
        resources: objects(at, vars, OPENED_RESULTS),
      },
      {
        sid: "UseKeys",
        actions: [],
        rarely: { WhenTooLarge: ["kms:Decrypt", "kms:GenerateDataKey"] },
        resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
        conditions: viaS3(at),
      },
    ],
  });
}
