// Statements in the shapes of the Data API: descriptions, and results as Fields or CSV.
import { ApiError, epochSeconds } from "../../../gateway/aws-json.ts";
import type { ResultReader } from "../../../sql/reader.ts";
import { columnAt, page, type ResultColumn } from "../../../sql/results.ts";
import { identifier } from "../../../sql/tokens.ts";
import { typeOfDuckdb } from "../dialect/types.ts";
import type { StatementRecord, SubStatement } from "./records.ts";

/** Rows in one page of a result. */
const PAGE_ROWS = 2000;

const nanoseconds = (statement: Pick<SubStatement, "started" | "ended">): number =>
  statement.started === undefined
    ? -1
    : Math.round(((statement.ended ?? Date.now()) - statement.started) * 1e6);

function subStatement(statement: SubStatement): Record<string, unknown> {
  return {
    Id: statement.id,
    QueryString: statement.sql,
    Status: statement.status,
    CreatedAt: epochSeconds(statement.created),
    UpdatedAt: epochSeconds(statement.updated),
    Duration: nanoseconds(statement),
    HasResultSet: statement.result !== undefined,
    RedshiftQueryId: statement.queryId,
    ResultRows: statement.result?.rows ?? statement.written ?? -1,
    ResultSize: statement.result?.bytes ?? -1,
    ...(statement.error !== undefined && { Error: statement.error }),
  };
}

export function targetOf(record: StatementRecord): Record<string, unknown> {
  return {
    ...(record.kind === "cluster"
      ? { ClusterIdentifier: record.warehouse }
      : { WorkgroupName: record.warehouse }),
    Database: record.database,
    ...(record.secretArn ? { SecretArn: record.secretArn } : { DbUser: record.user }),
  };
}

export function describeStatement(record: StatementRecord): Record<string, unknown> {
  const last = record.statements.at(-1) as SubStatement;
  const first = record.statements[0] as SubStatement;
  return {
    Id: record.id,
    ...targetOf(record),
    Status: record.status,
    CreatedAt: epochSeconds(record.created),
    UpdatedAt: epochSeconds(record.updated),
    Duration: nanoseconds({ started: first.started, ended: last.ended }),
    RedshiftPid: 1073741823,
    RedshiftQueryId: record.batch ? 0 : first.queryId,
    HasResultSet: last.result !== undefined,
    ResultRows: last.result?.rows ?? last.written ?? -1,
    ResultSize: last.result?.bytes ?? -1,
    ResultFormat: record.format.toLowerCase() === "csv" ? "CSV" : "JSON",
    ...(record.error !== undefined && { Error: record.error }),
    ...(record.sessionId !== undefined && { SessionId: record.sessionId }),
    ...(record.parameters.length > 0 && { QueryParameters: record.parameters }),
    ...(record.batch
      ? {
          SubStatements: record.statements.map(subStatement),
          ...(record.executionMode && { ExecutionMode: record.executionMode }),
        }
      : { QueryString: first.sql }),
  };
}

export function columnMetadata(column: ResultColumn): Record<string, unknown> {
  const type = typeOfDuckdb(column.type);
  const isText = type.name === "varchar" || type.name === "super";
  return {
    isCaseSensitive: isText,
    isCurrency: false,
    isSigned: ["int2", "int4", "int8", "float4", "float8", "numeric"].includes(type.name),
    label: column.name,
    length: 0,
    name: column.name,
    nullable: 1,
    precision: type.precision ?? type.length ?? 0,
    scale: type.scale ?? 0,
    schemaName: "",
    tableName: "",
    typeName: type.name,
  };
}

/** DuckDB begins a decimal that is all fraction with its point. */
const withZero = (text: string): string => `regexp_replace(${text}, '^(-?)[.]', '\\10.')`;

/** A value as Redshift's text. */
function textOf(index: number, type: string): string {
  const name = identifier(columnAt(index));
  const redshift = typeOfDuckdb(type).name;
  if (redshift === "bpchar") return `rpad(${name}, ${typeOfDuckdb(type).length}, ' ')`;
  if (redshift === "varbyte") return `lower(hex(${name}))`;
  if (redshift === "super" && type !== "JSON") return `CAST(to_json(${name}) AS VARCHAR)`;
  if (["date", "timestamp", "timestamptz"].includes(redshift)) {
    return `replace(CAST(${name} AS VARCHAR), ' (BC)', ' BC')`;
  }
  const text = `CAST(${name} AS VARCHAR)`;
  if (redshift === "numeric") return withZero(text);
  const isFloat = redshift === "float4" || redshift === "float8";
  return isFloat ? `replace(replace(${text}, 'inf', 'Infinity'), 'nan', 'NaN')` : text;
}

/** A double as JSON, which has no words for infinity and NaN. */
const double = (text: string): string =>
  Number.isFinite(Number(text)) ? JSON.stringify(Number(text)) : JSON.stringify(text);

function field(value: unknown, type: string): string {
  if (value === null || value === undefined) return '{"isNull":true}';
  const text = String(value);
  switch (type) {
    case "int2":
    case "int4":
    case "int8":
      return `{"longValue":${text}}`;
    case "float4":
    case "float8":
      return `{"doubleValue":${double(text)}}`;
    case "bool":
      return `{"booleanValue":${text}}`;
    default:
      return `{"stringValue":${JSON.stringify(text)}}`;
  }
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A page of a result, as the text of the answer's JSON. */
export async function resultPage(
  statement: SubStatement,
  format: "JSON" | "CSV",
  token: string | undefined,
  reader: ResultReader,
): Promise<string> {
  const { result } = statement;
  if (!result) {
    throw new ApiError(
      "ResourceNotFoundException",
      "Query does not have result. Please check query status with DescribeStatement.",
      {
        ResourceId: statement.id,
      },
    );
  }
  const offset = token === undefined ? 0 : offsetOf(statement, token);
  const expressions = result.columns.map((column, i) => textOf(i, column.type));
  const rows = await reader.read((connection) => page(connection, result, expressions, offset, PAGE_ROWS));
  const types = result.columns.map((column) => typeOfDuckdb(column.type).name);
  const records =
    format === "JSON"
      ? `[${rows.map((row) => `[${row.map((value, i) => field(value, types[i] as string)).join(",")}]`).join(",")}]`
      : JSON.stringify([{ CSVRecords: rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join("") }]);
  const end = offset + rows.length;
  const rest = {
    ColumnMetadata: result.columns.map(columnMetadata),
    TotalNumRows: result.rows,
    ...(format === "CSV" && { ResultFormat: "CSV" }),
    ...(end < result.rows && { NextToken: Buffer.from(`${statement.id} ${end}`).toString("base64url") }),
  };
  return `{"Records":${records},${JSON.stringify(rest).slice(1)}`;
}

function offsetOf(statement: SubStatement, token: string): number {
  const [id, offset] = Buffer.from(token, "base64url").toString("utf8").split(" ");
  if (id !== statement.id || !/^\d+$/.test(offset ?? ""))
    throw new ApiError("ValidationException", "Invalid NextToken.");
  return Number(offset);
}
