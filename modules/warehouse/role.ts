// The role by which the warehouse reaches the lake: Spectrum and COPY read it, UNLOAD writes exports.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { Account } from "../constructs/account.ts";
import {
  type Construct,
  type Expr,
  jsonencode,
  policy,
  ref,
  type Statement,
  tf,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export interface LakeRole {
  name: Expr;
  arn: Expr;
  /** What must be there before the warehouse uses the role. */
  permissions: IamRolePolicy;
}

export function lakeRole(scope: Construct, at: Account, vars: Vars<typeof inputs>): LakeRole {
  const role = new IamRole(scope, "role", {
    name: `${vars.name}-warehouse`,
    description: "Reads the lake and writes exports for the warehouse",
    assumeRolePolicy: jsonencode({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"] },
        },
      ],
    }).toString(),
    permissionsBoundary: `${vars.permissions_boundary_arn}`,
    tags: vars.tags.map,
  });
  const permissions = new IamRolePolicy(scope, "permissions", {
    name: `${vars.name}-warehouse`,
    role: `${ref(role, "name")}`,
    policy: policy(statements(at, vars)).toString(),
  });
  return { name: ref(role, "name"), arn: ref(role, "arn"), permissions };
}

function statements(at: Account, vars: Vars<typeof inputs>): Statement[] {
  const any = (list: Expr) => tf`length(${list}) > 0`;
  const objects = (buckets: Expr) => tf`[for b in ${buckets} : "\${b}/*"]`;
  const database = tf`coalesce(${vars.glue_database_name}, "none")`;
  return [
    {
      // A policy must say something, also where nothing is read yet.
      sid: "OverTlsOnly",
      effect: "Deny",
      actions: ["s3:*"],
      anyResource: "what it denies is denied everywhere",
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      sid: "ReadObjects",
      actions: ["s3:GetObject"],
      resources: objects(vars.read_bucket_arns),
      when: any(vars.read_bucket_arns),
    },
    {
      sid: "ListBuckets",
      actions: ["s3:ListBucket"],
      rarely: { ByRedshift: ["s3:GetBucketLocation"] },
      resources: tf`distinct(concat(${vars.read_bucket_arns}, ${vars.write_bucket_arns}))`,
      when: tf`length(${vars.read_bucket_arns}) + length(${vars.write_bucket_arns}) > 0`,
    },
    {
      // UNLOAD clears the way for its files with CLEANPATH, and looks at what is there.
      sid: "WriteExports",
      actions: ["s3:GetObject", "s3:PutObject"],
      rarely: {
        ByRedshift: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
        OnRepeat: ["s3:DeleteObject"],
      },
      resources: objects(vars.write_bucket_arns),
      when: any(vars.write_bucket_arns),
    },
    {
      // ENCRYPTED AUTO looks up the bucket's default key.
      sid: "ReadDefaultKeys",
      actions: ["s3:GetEncryptionConfiguration"],
      resources: vars.write_bucket_arns,
      when: any(vars.write_bucket_arns),
    },
    {
      sid: "UseBucketKeys",
      actions: ["kms:Decrypt"],
      resources: vars.bucket_kms_key_arns,
      when: any(vars.bucket_kms_key_arns),
    },
    {
      sid: "EncryptExports",
      actions: ["kms:GenerateDataKey"],
      resources: vars.bucket_kms_key_arns,
      when: tf`${any(vars.bucket_kms_key_arns)} && ${any(vars.write_bucket_arns)}`,
    },
    {
      sid: "ReadCatalog",
      actions: ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable", "glue:GetTables"],
      rarely: { ByRedshift: ["glue:BatchGetPartition", "glue:GetDatabases", "glue:GetPartition"] },
      resources: [
        at.arn("glue", "catalog"),
        at.arn("glue", `database/${database}`),
        at.arn("glue", `table/${database}/*`),
      ],
      when: tf`${vars.glue_database_name} != null`,
    },
  ];
}
