// What the deliver function may do.
import { DELIVERY_PREFIX } from "../../core/records/delivered.ts";
import { MANIFEST_PREFIX } from "../../core/records/manifest.ts";
import type { Account } from "../constructs/account.ts";
import { objectArn } from "../constructs/text-object.ts";
import { type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { linkedArn, linkRoleArn } from "./links.ts";

export function permissions(
  at: Account,
  vars: Vars<typeof inputs>,
  { settingsUri, topics }: { settingsUri: Expr; topics: Expr },
): Statement[] {
  const bucket = (name: Expr) => `arn:${at.partition}:s3:::${name}`;
  const curated = bucket(vars.curated_bucket);
  const exports = bucket(vars.exports_bucket);
  const any = (kind: "datasets" | "models") =>
    tf`anytrue([for t in ${vars.deliver} : length(t[${kind}]) > 0])`;
  const rows = tf`[for d in distinct(flatten([for t in ${vars.deliver} : t.datasets])) : ${`${curated}/\${d}/*`}]`;
  const links = tf`anytrue([for t in ${vars.deliver} : t.as == "link"])`;
  // Rows go by link, too, where they fit into no message.
  const linked = (sid: string, action: string, resources: string): Statement[] => [
    { sid, actions: [action], resources, when: links },
    { sid, actions: [], rarely: { WhenTooLarge: [action] }, resources, when: tf`!${links}` },
  ];
  return [
    {
      sid: "ReadWhatItIsTold",
      actions: ["s3:GetObject"],
      resources: [objectArn(at, vars.contract_uri), objectArn(at, settingsUri)],
    },
    {
      sid: "ReadRuns",
      actions: ["s3:GetObject"],
      resources: tf`concat(${[`${curated}/${MANIFEST_PREFIX}*`]}, ${rows})`,
      when: any("datasets"),
    },
    {
      // Without it S3 answers 403 for an object that is gone, which looks like a missing permission.
      sid: "ListRuns",
      actions: [],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: curated,
      when: any("datasets"),
    },
    {
      sid: "ReadModels",
      actions: ["s3:GetObject"],
      resources: `${exports}/${DELIVERY_PREFIX}models/*`,
      when: any("models"),
    },
    { sid: "ListModels", actions: ["s3:ListBucket"], resources: exports, when: any("models") },
    ...linked("WriteLinked", "s3:PutObject", linkedArn(at, vars.exports_bucket)),
    {
      sid: "WriteLinkedParts",
      actions: [],
      rarely: { AfterFailure: ["s3:AbortMultipartUpload"] },
      resources: linkedArn(at, vars.exports_bucket),
    },
    ...linked("SignLinks", "sts:AssumeRole", linkRoleArn(at, vars.name)),
    { sid: "Send", actions: ["sns:Publish"], resources: tf`[for t in ${topics} : t.arn]` },
    {
      sid: "NoteInAudit",
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      resources: vars.audit_table_arn,
    },
  ];
}
