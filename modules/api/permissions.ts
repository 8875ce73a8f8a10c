// What the function `api` may do, by what the contract lets somebody do through it. It reads: none of its statements lets a
// query change what lies in lake or warehouse.
import type { Account } from "../constructs/account.ts";
import { lets } from "../constructs/api-permissions.ts";
import { objectArn } from "../constructs/text-object.ts";
import { type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import { arrivalStatements } from "./arrivals.ts";
import { exportStatements } from "./exports.ts";
import type { inputs } from "./inputs.ts";
import { catalogArns, lakeQueryStatements } from "./lake-queries.ts";
import { subscriptionStatements } from "./subscriptions.ts";
import { warehouseStatements } from "./warehouse.ts";

export function permissions(
  at: Account,
  vars: Vars<typeof inputs>,
  own: { tableArn: Expr; settingsUri: Expr },
): Statement[] {
  const reads = lets(vars.api, "read");
  const queries = tf`${vars.athena} != null && ${lets(vars.api, "read", "queries", "sql")}`;
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
      resources: catalogArns(at, vars),
      when: tf`${reads} || ${queries}`,
    },
    ...lakeQueryStatements(at, vars, {
      when: queries,
      athena: ["athena:GetQueryResults"],
      results: ["s3:GetObject"],
    }),
    ...warehouseStatements(at, vars),
    ...exportStatements(at, vars),
    ...arrivalStatements(at, vars),
    ...subscriptionStatements(vars, own.tableArn),
  ];
}
