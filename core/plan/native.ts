// Columns of a Parquet file → what the plan's layers take. Where the file's own type holds all that the contract's can,
// the value passes as it is; else as text, by the same rules as any other format's.
import type { Source } from "../contract/schema.ts";
import type { ColumnType } from "../contract/types.ts";
import { duckdbType } from "../contract/types.ts";
import type { PlannedColumn } from "./columns.ts";

export interface NativeColumn {
  /** SQL of the source layer, over the file's column. */
  source: string;
  /** SQL of the typed value, over the column's text layer, which then holds the value; absent where it passes as text. */
  value?: string;
}

const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const FLOATING = /^(FLOAT|DOUBLE)$/;
const MOMENT = /^TIMESTAMP(_S|_MS| WITH TIME ZONE)?$/;
const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/;

/** `type` is DuckDB's name of the file's column type, `name` the quoted column. */
export function nativeColumn(
  planned: PlannedColumn,
  source: Source,
  type: string,
  name: string,
): NativeColumn {
  const { column } = planned;
  const nulls = column.null_values ?? source.null_values;
  const asText = column.clean.length > 0 || nulls.some((value) => value !== "");
  const value = asText ? undefined : nativeValue(planned.type, type, planned.textSql);
  return value === undefined ? { source: textOf(planned.type, type, name) } : { source: name, value };
}

function nativeValue(wanted: ColumnType, type: string, sql: string): string | undefined {
  const cast = `TRY_CAST(${sql} AS ${duckdbType(wanted)})`;
  const whole = WHOLE.test(type);
  const decimal = DECIMAL.exec(type);
  switch (wanted.kind) {
    case "int":
    case "bigint":
      return whole ? cast : undefined;
    case "double":
      if (FLOATING.test(type)) return `CASE WHEN isfinite(${sql}) THEN CAST(${sql} AS DOUBLE) END`;
      return whole || decimal ? cast : undefined;
    case "decimal":
      return whole || (decimal && Number(decimal[2]) <= wanted.scale) ? cast : undefined;
    case "boolean":
      return type === "BOOLEAN" ? sql : undefined;
    case "date":
      if (type === "DATE")
        return `CASE WHEN ${sql} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN ${sql} END`;
      // Many writers know no dates and write their midnights.
      if (type === "TIMESTAMP_NS")
        return `CASE WHEN TRY_CAST(CAST(${sql} AS DATE) AS TIMESTAMP_NS) = ${sql} THEN CAST(${sql} AS DATE) END`;
      return MOMENT.test(type)
        ? `CASE WHEN ${bounded(sql)} AND CAST(${sql} AS TIMESTAMP) = CAST(CAST(CAST(${sql} AS TIMESTAMP) AS DATE) AS TIMESTAMP) THEN CAST(CAST(${sql} AS TIMESTAMP) AS DATE) END`
        : undefined;
    case "timestamp":
      return MOMENT.test(type) || type === "DATE"
        ? `CASE WHEN ${bounded(sql)} THEN CAST(${sql} AS TIMESTAMP) END`
        : undefined;
    default:
      return undefined;
  }
}

/** Whether it is in the years 1 to 9999, judged in UTC. */
const bounded = (sql: string): string =>
  `TRY_CAST(${sql} AS TIMESTAMP) BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999'`;

/** The value as text: numbers in full, moments in UTC, nested values as JSON. */
function textOf(wanted: ColumnType, type: string, name: string): string {
  const cast = `CAST(${name} AS VARCHAR)`;
  if (type === "VARCHAR") return name;
  if (type === "BLOB") return `coalesce(TRY(decode(${name})), ${cast})`;
  if (/^(STRUCT|MAP|UNION)\b|\]$/.test(type)) return `CAST(to_json(${name}) AS VARCHAR)`;
  if (type === "TIMESTAMP WITH TIME ZONE") return `CAST(CAST(${name} AS TIMESTAMP) AS VARCHAR)`;
  if (wanted.kind === "double" && type === "FLOAT") return `CAST(CAST(${name} AS DOUBLE) AS VARCHAR)`;
  if (wanted.kind === "int" || wanted.kind === "bigint" || wanted.kind === "decimal") {
    // A whole number is one, however its file spells it: tools that know no null among integers write 5 as 5.0.
    if (FLOATING.test(type))
      return `CASE WHEN ${name} = trunc(${name}) THEN coalesce(CAST(TRY_CAST(${name} AS HUGEINT) AS VARCHAR), ${cast}) ELSE ${cast} END`;
    if (DECIMAL.test(type) && wanted.kind !== "decimal") return `regexp_replace(${cast}, '\\.0*$', '')`;
  }
  return cast;
}
