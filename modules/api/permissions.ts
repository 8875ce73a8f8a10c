// What the function `api` may do, by what the contract lets somebody do through it. It reads: none of its statements lets a
// query change what lies in lake or warehouse.
import type { Account } from "../constructs/account.ts";
import { lets } from "../constructs/api-permissions.ts";
import { objectArn } from "../constructs/text-object.ts";
import { type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import { arrivalStatements } from "./arrivals.ts";
import type { inputs } from "./inputs.ts";
import { subscriptionStatements } from "./subscriptions.ts";

export function permissions(
  at: Account,
  vars: Vars<typeof inputs>,
  own: { tableArn: Expr; settingsUri: Expr },
): Statement[] {
  const bucket = (name: Expr | string) => `arn:${at.partition}:s3:::${name}`;
  const glue = (kind: string) => at.arn("glue", kind);
  const reads = lets(vars.api, "read");
  const queries = tf`${vars.athena} != null && ${lets(vars.api, "read", "queries", "sql")}`;
  // Terraform reads also what is left out.
  const results = tf`"arn:\${${at.partition}}:s3:::\${trimprefix(try(${vars.athena}.results_location, "s3://none/"), "s3://")}"`;
  const resultsBucket = tf`"arn:\${${at.partition}}:s3:::\${split("/", trimprefix(try(${vars.athena}.results_location, "s3://none/"), "s3://"))[0]}"`;
  const workgroup = at.arn(
    "athena",
    tf`"workgroup/\${try(${vars.athena}.workgroup_name, "none")}"`.toString(),
  );
  const catalog = [
    glue("catalog"),
    glue(`database/${vars.glue_database_name}`),
    glue(`table/${vars.glue_database_name}/*`),
  ];
  return [
    {
      sid: "ReadContractAndSettings",
      actions: ["s3:GetObject"],
      resources: [objectArn(at, vars.contract_uri), objectArn(at, own.settingsUri)],
    },
    {
      sid: "KeepRequests",
      actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      rarely: { AfterFailure: ["dynamodb:DeleteItem"] },
      resources: own.tableArn,
    },
    {
      sid: "ReadAudit",
      actions: ["dynamodb:Query"],
      resources: `${vars.audit_table_arn}/index/*`,
      when: lets(vars.api, "read", "imports"),
    },
    {
      sid: "ReadCatalog",
      actions: ["glue:GetPartitions", "glue:GetTable"],
      resources: catalog,
      when: tf`${reads} || ${queries}`,
    },
    {
      // Athena reads the catalog as its caller.
      sid: "ReadCatalogByAthena",
      actions: ["glue:GetDatabase"],
      rarely: {
        ByAthena: ["glue:BatchGetPartition", "glue:GetDatabases", "glue:GetPartition", "glue:GetTables"],
      },
      resources: catalog,
      when: queries,
    },
    {
      sid: "RunQueries",
      actions: ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"],
      rarely: { OnRepeat: ["athena:StopQueryExecution"] },
      resources: workgroup,
      when: queries,
    },
    {
      sid: "ReadRows",
      actions: ["s3:GetObject", "s3:ListBucket"],
      resources: [bucket(vars.curated_bucket), `${bucket(vars.curated_bucket)}/*`],
      when: queries,
    },
    {
      sid: "KeepResults",
      actions: ["s3:GetObject", "s3:PutObject"],
      rarely: { ByAthena: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"] },
      resources: tf`"\${${results}}*"`,
      when: queries,
    },
    {
      sid: "FindResults",
      actions: [],
      rarely: { ByAthena: ["s3:GetBucketLocation"] },
      resources: resultsBucket,
      when: queries,
    },
    ...arrivalStatements(at, vars),
    ...subscriptionStatements(vars, own.tableArn),
  ];
}
