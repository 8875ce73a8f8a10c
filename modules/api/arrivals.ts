// What comes in through the API: records, which go to a queue, and files, which callers put to the landing bucket by URLs that
// a role of their own signs.
import type { ApiEnvironment } from "../../core/environment/api.ts";
import { IMPORTS_FOLDER } from "../../core/records/import-key.ts";
import { INTENT_PREFIX } from "../../core/records/intent.ts";
import type { Account } from "../constructs/account.ts";
import { assumedRole, assumedRoleArn, viaS3 } from "../constructs/assumed-role.ts";
import { type Construct, type Expr, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type ApiVars = Vars<typeof inputs>;

const takesRecords = (vars: ApiVars) => tf`${vars.records_queue} != null`;
const takesImports = (vars: ApiVars) => tf`${vars.imports} != null`;
/** Terraform reads also what is left out. */
const named = (vars: ApiVars, bucket: "landing_bucket" | "quarantine_bucket") =>
  tf`try(${vars.imports}[${bucket}], "none")`;

const uploadRoleName = (vars: ApiVars): string => `${vars.name}-api-uploads`;
const uploadRoleArn = (at: Account, vars: ApiVars): string => assumedRoleArn(at, uploadRoleName(vars));

const uploadsArn = (at: Account, vars: ApiVars): string =>
  `arn:${at.partition}:s3:::${named(vars, "landing_bucket")}/*/${IMPORTS_FOLDER}/*`;

/** When the function writes what a key encrypts. */
export const encryptsArrivals = takesRecords;

type Arriving =
  | "RECORDS_QUEUE_URL"
  | "UPLOAD_ROLE_ARN"
  | "LANDING_BUCKET"
  | "CURATED_BUCKET"
  | "QUARANTINE_BUCKET";

export const arrivalVariables = (
  at: Account,
  vars: ApiVars,
): { [K in Arriving & keyof ApiEnvironment]: Value } => {
  const ofImports = (value: Value) => tf`${takesImports(vars)} ? ${value} : null`;
  return {
    RECORDS_QUEUE_URL: tf`try(${vars.records_queue}.url, null)`,
    UPLOAD_ROLE_ARN: ofImports(uploadRoleArn(at, vars)),
    LANDING_BUCKET: tf`try(${vars.imports}.landing_bucket, null)`,
    CURATED_BUCKET: ofImports(vars.curated_bucket),
    QUARANTINE_BUCKET: tf`try(${vars.imports}.quarantine_bucket, null)`,
  };
};

/** What the function may do for them. It writes no object itself. */
export function arrivalStatements(at: Account, vars: ApiVars): Statement[] {
  const bucket = (name: Expr | string) => `arn:${at.partition}:s3:::${name}`;
  const imports = takesImports(vars);
  const landing = bucket(named(vars, "landing_bucket"));
  const curated = bucket(vars.curated_bucket);
  return [
    {
      sid: "SendRecords",
      actions: ["sqs:SendMessage"],
      resources: tf`try(${vars.records_queue}.arn, "none")`,
      when: takesRecords(vars),
    },
    { sid: "SignUploads", actions: ["sts:AssumeRole"], resources: uploadRoleArn(at, vars), when: imports },
    {
      sid: "FollowImports",
      actions: ["s3:GetObject"],
      resources: [
        uploadsArn(at, vars),
        `${curated}/${INTENT_PREFIX}*`,
        `${bucket(named(vars, "quarantine_bucket"))}/*`,
      ],
      when: imports,
    },
    {
      // Without it S3 answers 403 for what is not there yet.
      sid: "ListImports",
      actions: [],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: [landing, curated],
      when: imports,
    },
    {
      sid: "ReadRuns",
      actions: ["dynamodb:GetItem"],
      resources: vars.audit_table_arn,
      when: imports,
    },
  ];
}

/**
 * The role that uploads are signed by: it may put announced files, and nothing else.
 * @param functionRole the function's role: the one that may take this one on
 */
export function uploadRole(
  scope: Construct,
  at: Account,
  vars: ApiVars,
  keyArn: Expr,
  functionRole: Expr,
): void {
  const keys = tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`;
  assumedRole(scope, vars, {
    id: "uploads",
    name: uploadRoleName(vars),
    description: "What announced files are put by",
    functionRole,
    when: takesImports(vars),
    statements: [
      {
        sid: "PutAnnounced",
        actions: ["s3:PutObject"],
        // Files in parts.
        rarely: {
          AfterFailure: ["s3:AbortMultipartUpload"],
          WhenTooLarge: ["s3:ListMultipartUploadParts"],
        },
        resources: uploadsArn(at, vars),
      },
      {
        sid: "Encrypt",
        actions: ["kms:GenerateDataKey"],
        rarely: { WhenTooLarge: ["kms:Decrypt"] },
        resources: keys,
        conditions: viaS3(at),
      },
    ],
  });
}
