// What the catalog function may do.
import { CURATED_EVENT } from "../../core/records/curated-notice.ts";
import { MANIFEST_PREFIX } from "../../core/records/manifest.ts";
import type { Account } from "../constructs/account.ts";
import { type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export function permissions(
  at: Account,
  vars: Vars<typeof inputs>,
  database: Expr,
  topicArn: Expr,
): Statement[] {
  const curated = `arn:${at.partition}:s3:::${vars.curated_bucket}`;
  return [
    {
      sid: "ReadManifests",
      actions: ["s3:GetObject"],
      resources: `${curated}/${MANIFEST_PREFIX}*`,
    },
    {
      // Without it S3 answers 403 for a manifest that is gone, which looks like a missing permission. No condition on
      // the prefix: a read has none, and S3 would answer 403 all the same.
      sid: "ListManifests",
      actions: [],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: curated,
    },
    {
      sid: "RegisterPartitions",
      actions: ["glue:BatchCreatePartition", "glue:GetTable"],
      resources: [
        at.arn("glue", "catalog"),
        at.arn("glue", `database/${database}`),
        at.arn("glue", `table/${database}/*`),
      ],
    },
    {
      sid: "NoteInAudit",
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      resources: vars.audit_table_arn,
    },
    {
      sid: "PublishCurated",
      actions: ["sns:Publish"],
      resources: topicArn,
      when: tf`${vars.create_curated_topic} || ${vars.curated_topic_arn} != null`,
    },
    {
      sid: "PutEvents",
      actions: ["events:PutEvents"],
      resources: at.arn("events", `event-bus/${CURATED_EVENT.bus}`),
      conditions: { StringEquals: { "events:source": CURATED_EVENT.source } },
      when: vars.put_events,
    },
  ];
}
