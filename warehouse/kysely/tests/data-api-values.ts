// DuckDB's values in the Data API's fields, with Redshift's type names.
import { type DuckDBType, DuckDBTypeId, type DuckDBValue } from "@duckdb/node-api";

export interface Answer {
  columns: { name: string; type: DuckDBType }[];
  rows: DuckDBValue[][];
  /** Rows written, or rows read. */
  changed: number;
}

const NAMES: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.BIGINT]: "int8",
  [DuckDBTypeId.INTEGER]: "int4",
  [DuckDBTypeId.SMALLINT]: "int2",
  [DuckDBTypeId.DECIMAL]: "numeric",
  [DuckDBTypeId.DOUBLE]: "float8",
  [DuckDBTypeId.FLOAT]: "float4",
  [DuckDBTypeId.BOOLEAN]: "bool",
  [DuckDBTypeId.DATE]: "date",
  [DuckDBTypeId.TIMESTAMP]: "timestamp",
  [DuckDBTypeId.TIMESTAMP_TZ]: "timestamptz",
};

export function metadataOf(answer: Answer): object[] {
  return answer.columns.map(({ name, type }) => ({
    // Redshift lowers names.
    name: name.toLowerCase(),
    label: name.toLowerCase(),
    typeName: type.alias === "JSON" ? "super" : (NAMES[type.typeId] ?? "varchar"),
  }));
}

/** Each value as the JSON text of a Field. */
export function fieldsOf(answer: Answer, row: DuckDBValue[]): string[] {
  return row.map((value, index) => {
    if (value === null) return '{"isNull":true}';
    switch (answer.columns[index]?.type.typeId) {
      case DuckDBTypeId.BIGINT:
      case DuckDBTypeId.INTEGER:
      case DuckDBTypeId.SMALLINT:
        return `{"longValue":${value}}`;
      case DuckDBTypeId.DOUBLE:
      case DuckDBTypeId.FLOAT:
        return `{"doubleValue":${Number.isFinite(value) ? value : JSON.stringify(String(value))}}`;
      case DuckDBTypeId.BOOLEAN:
        return `{"booleanValue":${value}}`;
      default:
        return `{"stringValue":${JSON.stringify(String(value))}}`;
    }
  });
}
