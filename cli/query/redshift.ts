// SQL in the warehouse, by the Data API's client of the dialect.
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { HeadraceError } from "../../core/errors.ts";
import { dialectSettings } from "../../warehouse/kysely/config.ts";
import type { ColumnMetadata, Field } from "../../warehouse/kysely/driver/api-types.ts";
import { DataApi } from "../../warehouse/kysely/driver/data-api.ts";
import { RedshiftError } from "../../warehouse/kysely/errors.ts";
import type { AwsConfig } from "../aws.ts";
import { type QueryResult, typed, type Value } from "./result.ts";

/** A warehouse, and how to reach it. */
export interface RedshiftAddress {
  aws: Partial<AwsConfig>;
  /** A provisioned cluster or a Serverless workgroup, and as whom. */
  warehouse:
    | { ClusterIdentifier: string; DbUser?: string; SecretArn?: string }
    | { WorkgroupName: string; SecretArn?: string };
  database: string;
}

/** Runs one statement to its end. Throws the engine's own words where it fails. */
export async function queryRedshift(
  { aws, warehouse, database }: RedshiftAddress,
  sql: string,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const client = new RedshiftDataClient(aws);
  const api = new DataApi(client, dialectSettings({ database, ...namesOf(warehouse) }));
  let started: string | undefined;
  try {
    const statement = await api.run({ sql, parameters: [], signal }, (id) => {
      started = id;
    });
    return statement.hasResultSet ? await resultOf(api, statement, signal) : { columns: [], rows: [] };
  } catch (error) {
    if (signal?.aborted && started) await api.cancel(started, sql).catch(() => undefined);
    throw error instanceof RedshiftError ? failureOf(error) : error;
  } finally {
    client.destroy();
  }
}

function namesOf(warehouse: RedshiftAddress["warehouse"]) {
  return {
    ...("WorkgroupName" in warehouse
      ? { workgroupName: warehouse.WorkgroupName }
      : {
          clusterIdentifier: warehouse.ClusterIdentifier,
          ...(warehouse.DbUser && { dbUser: warehouse.DbUser }),
        }),
    ...(warehouse.SecretArn && { secretArn: warehouse.SecretArn }),
  };
}

async function resultOf(
  api: DataApi,
  statement: { id: string; sql: string },
  signal: AbortSignal | undefined,
): Promise<QueryResult> {
  let columns: QueryResult["columns"] = [];
  const rows: QueryResult["rows"] = [];
  for await (const page of api.pages(statement, signal)) {
    columns = page.columns.map((meta) => ({ name: meta.name ?? "", type: typeOf(meta) }));
    for (const record of page.records)
      rows.push(record.map((field, i) => fieldValue(field, columns[i]?.type ?? "varchar")));
  }
  return { columns, rows };
}

/** A long beyond 2^53 comes as text, with all its digits. */
function fieldValue(field: Field, type: string): Value {
  if (field.isNull) return null;
  if (field.booleanValue !== undefined) return field.booleanValue;
  if (field.blobValue !== undefined) return Buffer.from(field.blobValue).toString("hex");
  const text = field.stringValue ?? field.longValue ?? field.doubleValue;
  return text === undefined ? null : typed(String(text), type);
}

const typeOf = ({ typeName, precision, scale }: ColumnMetadata): string =>
  typeName === "numeric" || typeName === "decimal" ? `${typeName}(${precision},${scale})` : (typeName ?? "");

/** What the SQL is to blame for, as the command tells it; else what the service or the network said. */
function failureOf(error: RedshiftError): unknown {
  if (error.exception !== undefined && error.exception !== "ValidationException") return error.cause ?? error;
  return new HeadraceError(
    "query_failed",
    error.message,
    "Fix the SQL, or use --engine athena for the lake.",
  );
}
