// Exports that callers ask for: a role of their own runs them, writes them and signs their links, so that the function itself
// writes to no bucket of rows.
import type { ApiEnvironment } from "../../core/environment/api.ts";
import { API_EXPORTS_PREFIX } from "../../core/records/api-exports.ts";
import type { Account } from "../constructs/account.ts";
import { assumedRole, assumedRoleArn } from "../constructs/assumed-role.ts";
import { dataApiStatements } from "../constructs/warehouse-access.ts";
import { type Construct, type Expr, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { catalogArns, lakeQueryStatements } from "./lake-queries.ts";
import { reachesWarehouse, wayIn } from "./warehouse.ts";

type ApiVars = Vars<typeof inputs>;

const exported = (vars: ApiVars): Expr => tf`${vars.exports_bucket} != null`;
const roleName = (vars: ApiVars): string => `${vars.name}-api-exports`;
const bucketArn = (at: Account, vars: ApiVars): string =>
  `arn:${at.partition}:s3:::${tf`coalesce(${vars.exports_bucket}, "none")`}`;

type Exporting = "EXPORTS_ROLE_ARN" | "EXPORTS_BUCKET" | "WAREHOUSE_ROLE_ARN";

export const exportVariables = (
  at: Account,
  vars: ApiVars,
): { [K in Exporting & keyof ApiEnvironment]: Value } => ({
  EXPORTS_ROLE_ARN: tf`${exported(vars)} ? ${assumedRoleArn(at, roleName(vars))} : null`,
  EXPORTS_BUCKET: vars.exports_bucket,
  WAREHOUSE_ROLE_ARN: tf`${exported(vars)} ? try(${vars.warehouse}.role_arn, null) : null`,
});

export const exportStatements = (at: Account, vars: ApiVars): Statement[] => [
  {
    sid: "ActForExports",
    actions: ["sts:AssumeRole"],
    resources: assumedRoleArn(at, roleName(vars)),
    when: exported(vars),
  },
];

/** @param functionRole the function's role: the one that may take this one on */
export function exportsRole(
  scope: Construct,
  at: Account,
  vars: ApiVars,
  keyArn: Expr,
  functionRole: Expr,
): void {
  const bucket = bucketArn(at, vars);
  const lake = tf`${vars.athena} != null`;
  assumedRole(scope, vars, {
    id: "exports",
    name: roleName(vars),
    description: "Runs what callers of the API export, and signs the links to it",
    functionRole,
    when: exported(vars),
    statements: [
      {
        // Athena writes what is of the lake, and looks whether anything is there already; links read.
        sid: "WriteExports",
        actions: ["s3:GetObject", "s3:PutObject"],
        rarely: { ByAthena: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"] },
        resources: `${bucket}/${API_EXPORTS_PREFIX}*`,
      },
      {
        sid: "ListExports",
        actions: ["s3:ListBucket"],
        rarely: { ByAthena: ["s3:GetBucketLocation"] },
        resources: bucket,
      },
      {
        sid: "UseKeys",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
      },
      {
        sid: "ReadCatalog",
        actions: ["glue:GetPartitions", "glue:GetTable"],
        resources: catalogArns(at, vars),
        when: lake,
      },
      ...lakeQueryStatements(at, vars, { when: lake, athena: [], results: [] }),
      ...dataApiStatements(at, wayIn(vars), {
        reaches: reachesWarehouse(vars),
        runs: ["redshift-data:ExecuteStatement"],
        follows: ["redshift-data:DescribeStatement"],
        cancels: "WhenLong",
      }),
    ],
  });
}
