// The API's way into the warehouse: as the database users of its roles, who may read what the contract names and no more.
import type { ApiEnvironment } from "../../core/environment/api.ts";
import type { Account } from "../constructs/account.ts";
import { dataApiStatements, type Way } from "../constructs/warehouse-access.ts";
import { Expr, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type ApiVars = Vars<typeof inputs>;

export const reachesWarehouse = (vars: ApiVars): Expr => tf`${vars.warehouse} != null`;

/** Terraform reads also what is left out. */
const told = (vars: ApiVars, name: string): Expr => tf`try(${vars.warehouse}.${new Expr(name)}, null)`;

type Warehouse = "CLUSTER_IDENTIFIER" | "WORKGROUP_NAME" | "DATABASE" | "MODELS_SCHEMA";

export const warehouseVariables = (vars: ApiVars): { [K in Warehouse & keyof ApiEnvironment]: Value } => ({
  CLUSTER_IDENTIFIER: told(vars, "cluster_identifier"),
  WORKGROUP_NAME: told(vars, "workgroup_name"),
  DATABASE: told(vars, "database_name"),
  MODELS_SCHEMA: told(vars, "models_schema"),
});

/** No user and no secret: who comes is the user of the role that asks. */
export const wayIn = (vars: ApiVars): Way => ({
  cluster_identifier: told(vars, "cluster_identifier"),
  workgroup_name: told(vars, "workgroup_name"),
  workgroup_arn: told(vars, "workgroup_arn"),
  database_name: tf`try(${vars.warehouse}.database_name, "none")`,
  db_user: tf`null`,
  secret_arn: tf`null`,
});

export const warehouseStatements = (at: Account, vars: ApiVars): Statement[] =>
  dataApiStatements(at, wayIn(vars), {
    reaches: reachesWarehouse(vars),
    runs: ["redshift-data:ExecuteStatement"],
    follows: ["redshift-data:DescribeStatement", "redshift-data:GetStatementResult"],
    cancels: "WhenLong",
  });
