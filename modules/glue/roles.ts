// A role for each crawler: it reads the crawler's own paths, writes one database, and its own log.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { Account } from "../constructs/account.ts";
import {
  assumeRole,
  type Construct,
  type Expr,
  each,
  forEach,
  policy,
  ref,
  type Statement,
  tf,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export interface CrawlerRoles {
  /** Key → its role. */
  roles: Expr;
  /** Key → the policy that lets it do its work. */
  policies: Expr;
}

/** @param logGroup of a crawler, by `each.key` */
export function crawlerRoles(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  { database, logGroup, keyArn }: { database: Expr; logGroup: string; keyArn: Expr },
): CrawlerRoles {
  const role = forEach(
    new IamRole(scope, "crawler", {
      name: `${vars.name}-crawler-${each.key}`,
      description: `Crawls ${each.key} for ${vars.name}`,
      assumeRolePolicy: assumeRole("glue.amazonaws.com", at.id).toString(),
      permissionsBoundary: `${vars.permissions_boundary_arn}`,
      tags: vars.tags.map,
    }),
    vars.crawlers,
  );
  const permissions = forEach(
    new IamRolePolicy(scope, "crawler-permissions", {
      name: `${vars.name}-crawler-${each.key}`,
      role: `${ref(role).at(each.key).attr("name")}`,
      policy: policy(statements(at, vars, { database, logGroup, keyArn })).toString(),
    }),
    vars.crawlers,
  );
  return { roles: ref(role), policies: ref(permissions) };
}

function statements(
  at: Account,
  vars: Vars<typeof inputs>,
  { database, logGroup, keyArn }: { database: Expr; logGroup: string; keyArn: Expr },
): Statement[] {
  const arns = (pattern: string, text: string) =>
    tf`distinct([for p in each.value.paths : format(${text}, ${`arn:${at.partition}:s3:::`}, regex(${pattern}, p)[0])])`;
  const group = at.arn("logs", `log-group:${logGroup}`);
  const catalog = [
    at.arn("glue", "catalog"),
    at.arn("glue", `database/${database}`),
    at.arn("glue", `table/${database}/*`),
  ];
  return [
    {
      sid: "ListPaths",
      actions: ["s3:ListBucket"],
      rarely: { ByGlue: ["s3:GetBucketLocation"] },
      resources: arns("^s3://([^/]+)", "%s%s"),
    },
    { sid: "ReadPaths", actions: ["s3:GetObject"], resources: arns("^s3://(.*)$", "%s%s*") },
    {
      sid: "WriteTables",
      actions: ["glue:CreateTable", "glue:GetDatabase", "glue:GetTables"],
      rarely: {
        WhenPartitioned: ["glue:BatchCreatePartition", "glue:GetPartitions"],
        OnRepeat: [
          "glue:BatchDeletePartition",
          "glue:DeleteTable",
          "glue:UpdatePartition",
          "glue:UpdateTable",
        ],
        ByGlue: [
          "glue:BatchDeleteTable",
          "glue:BatchGetPartition",
          "glue:CreatePartition",
          "glue:DeletePartition",
          "glue:GetPartition",
          "glue:GetTable",
        ],
      },
      resources: catalog,
    },
    {
      sid: "WriteLog",
      actions: ["logs:AssociateKmsKey", "logs:CreateLogStream", "logs:PutLogEvents"],
      // Asked for, whether the group is there or not.
      rarely: { ByGlue: ["logs:CreateLogGroup"] },
      resources: [group, `${group}:*`],
    },
    {
      sid: "TakeEvents",
      actions: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      rarely: { ByGlue: ["sqs:GetQueueAttributes", "sqs:ListDeadLetterSourceQueues", "sqs:ListQueueTags"] },
      resources: tf`each.value.event_queue_arn`,
      when: tf`each.value.event_queue_arn != null`,
    },
    {
      sid: "UseKeys",
      actions: [],
      rarely: { ByGlue: ["kms:Decrypt"] },
      resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
    },
  ];
}
