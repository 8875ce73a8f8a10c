// What it takes to run queries over the lake by Athena, which acts with its caller's rights: of the function, which asks, and of
// the role that exports are run by.
import type { Account } from "../constructs/account.ts";
import { type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type ApiVars = Vars<typeof inputs>;

/** Terraform reads also what is left out. */
const location = (vars: ApiVars): Expr =>
  tf`trimprefix(try(${vars.athena}.results_location, "s3://none/"), "s3://")`;

export const catalogArns = (at: Account, vars: ApiVars): string[] => [
  at.arn("glue", "catalog"),
  at.arn("glue", `database/${vars.glue_database_name}`),
  at.arn("glue", `table/${vars.glue_database_name}/*`),
];

interface Asks {
  /** When it queries. */
  when: Expr;
  /** Actions of Athena, beside those that every query takes. */
  athena: readonly string[];
  /** Beside s3:PutObject, of the results. */
  results: readonly string[];
}

export function lakeQueryStatements(
  at: Account,
  vars: ApiVars,
  { when, athena, results }: Asks,
): Statement[] {
  const curated = `arn:${at.partition}:s3:::${vars.curated_bucket}`;
  const resultsArn = tf`"arn:\${${at.partition}}:s3:::\${${location(vars)}}"`;
  const workgroup = tf`"workgroup/\${try(${vars.athena}.workgroup_name, "none")}"`.toString();
  return [
    {
      // Athena reads the catalog as its caller.
      sid: "ReadCatalogByAthena",
      actions: ["glue:GetDatabase"],
      rarely: {
        ByAthena: ["glue:BatchGetPartition", "glue:GetDatabases", "glue:GetPartition", "glue:GetTables"],
      },
      resources: catalogArns(at, vars),
      when,
    },
    {
      sid: "RunQueries",
      actions: ["athena:GetQueryExecution", "athena:StartQueryExecution", ...athena],
      rarely: { OnRepeat: ["athena:StopQueryExecution"] },
      resources: at.arn("athena", workgroup),
      when,
    },
    {
      sid: "ReadRows",
      actions: ["s3:GetObject", "s3:ListBucket"],
      resources: [curated, `${curated}/*`],
      when,
    },
    {
      sid: "KeepResults",
      actions: ["s3:PutObject", ...results],
      rarely: { ByAthena: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"] },
      resources: tf`"\${${resultsArn}}*"`,
      when,
    },
    {
      sid: "FindResults",
      actions: [],
      rarely: { ByAthena: ["s3:GetBucketLocation"] },
      resources: tf`"arn:\${${at.partition}}:s3:::\${split("/", ${location(vars)})[0]}"`,
      when,
    },
  ];
}
