// What runs stages may do, object by object and key by key: a function, or a job of Batch.
import type { Stage } from "../../core/environment/stage.ts";
import { INTENT_PREFIX } from "../../core/records/intent.ts";
import { MANIFEST_PREFIX } from "../../core/records/manifest.ts";
import type { Account } from "../constructs/account.ts";
import { objectArn } from "../constructs/text-object.ts";
import { tokenizeStatements } from "../constructs/vault-access.ts";
import { type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** What it reads of the stage module's inputs. */
export type StageAccess = Pick<
  Vars<typeof inputs>,
  | "contract_uri"
  | "stages"
  | "landing_bucket"
  | "curated_bucket"
  | "quarantine_bucket"
  | "interim_bucket"
  | "audit_table_arn"
  | "create_token_key"
  | "token_key_secret_arn"
  | "uses_token_key"
  | "vault_table_name"
  | "vault_kms_key_arn"
  | "uses_lookups"
  | "oversize_queue_arn"
  | "next_queue_arn"
>;

export function permissions(
  at: Account,
  vars: StageAccess,
  ids: { locksArn: Expr; secretArn: Expr },
): Statement[] {
  const bucket = (name: Expr) => `arn:${at.partition}:s3:::${name}`;
  const contract = objectArn(at, vars.contract_uri);
  // Empty where there is none: the statement is left out then, but Terraform reads it all the same.
  const interim = (path: string) =>
    tf`"arn:\${${at.partition}}:s3:::\${coalesce(${vars.interim_bucket}, "none")}\${${path}}"`;
  const runs = (stage: Stage) => tf`(length(${vars.stages}) == 0 || contains(${vars.stages}, ${stage}))`;
  const [first, last] = [runs("validate"), runs("transform")];
  const enriches = tf`${vars.uses_lookups} && ${runs("enrich")}`;
  const curated = bucket(vars.curated_bucket);
  // A file that is rejected whole is done for good, whichever part finds out.
  const commits = [`${curated}/${MANIFEST_PREFIX}*`, `${curated}/${INTENT_PREFIX}*`];
  return [
    { sid: "ReadContract", actions: ["s3:GetObject"], resources: contract },
    {
      sid: "ReadLanded",
      actions: ["s3:GetObject", "s3:GetObjectVersion"],
      resources: `${bucket(vars.landing_bucket)}/*`,
      when: first,
    },
    {
      // Without it S3 answers 403 for an object that is gone, which looks like a missing permission.
      sid: "ListRead",
      actions: [],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: either(first, [bucket(vars.landing_bucket), curated], [curated]),
    },
    {
      sid: "WriteRows",
      actions: ["s3:DeleteObject", "s3:PutObject"],
      rarely: { AfterFailure: ["s3:AbortMultipartUpload"] },
      resources: tf`concat(${either(last, [`${curated}/*`], commits)}, ${either(first, [`${bucket(vars.quarantine_bucket)}/*`], [])})`,
      when: tf`(${first} || ${last})`,
    },
    {
      sid: "ReadCurated",
      actions: ["s3:GetObject"],
      resources: either(enriches, [`${curated}/*`], commits),
    },
    {
      sid: "KeepManifests",
      effect: "Deny",
      actions: ["s3:DeleteObject"],
      resources: `${curated}/${MANIFEST_PREFIX}*`,
    },
    {
      sid: "WriteAudit",
      actions: ["dynamodb:UpdateItem"],
      resources: vars.audit_table_arn,
    },
    {
      sid: "LockRuns",
      actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
      rarely: { AfterFailure: ["dynamodb:DeleteItem"], OnRepeat: ["dynamodb:GetItem"] },
      resources: ids.locksArn,
    },
    {
      sid: "UseTokenKey",
      actions: ["secretsmanager:GetSecretValue"],
      rarely: { AtFirst: ["secretsmanager:PutSecretValue"] },
      resources: ids.secretArn,
      when: tf`(${vars.create_token_key} || ${vars.token_key_secret_arn} != null) && ${vars.uses_token_key} && ${runs("tokenize")}`,
    },
    ...tokenizeStatements(at, {
      table: vars.vault_table_name,
      keyArn: vars.vault_kms_key_arn,
      when: tf`${vars.vault_table_name} != null && ${runs("tokenize")}`,
    }),
    {
      sid: "HandOnOversize",
      actions: [],
      rarely: { WhenTooLarge: ["sqs:SendMessage"] },
      resources: vars.oversize_queue_arn,
      when: tf`${vars.oversize_queue_arn} != null`,
    },
    {
      sid: "TellNextPart",
      actions: ["sqs:SendMessage"],
      resources: vars.next_queue_arn,
      when: tf`${vars.next_queue_arn} != null`,
    },
    {
      sid: "ReadInterim",
      actions: ["s3:GetObject"],
      resources: interim("/*"),
      when: tf`${vars.interim_bucket} != null`,
    },
    {
      // Under the name of its last stage, as the function does.
      sid: "WriteInterim",
      actions: ["s3:DeleteObject", "s3:PutObject"],
      rarely: { AfterFailure: ["s3:AbortMultipartUpload"] },
      resources: interim(`/\${${tf`try(reverse(${vars.stages})[0], "none")`.hcl}}/*`),
      when: tf`${vars.interim_bucket} != null && !${last}`,
    },
    {
      sid: "ListInterim",
      actions: [],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: interim(""),
      when: tf`${vars.interim_bucket} != null`,
    },
  ];
}

const either = (condition: Expr, these: string[], those: string[]): Expr =>
  tf`[for arn in (${condition} ? ${these} : ${those}) : arn]`;
