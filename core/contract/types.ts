// Column types: the words a contract uses, and what they are called in Glue and in DuckDB.

export const SIMPLE_TYPES = ["string", "int", "bigint", "double", "boolean", "date", "timestamp"] as const;
export type SimpleType = (typeof SIMPLE_TYPES)[number];

/** What a column holds. `precision` and `scale` are decimal digits: 1 <= precision <= 38, 0 <= scale <= precision. */
export type ColumnType =
  | { readonly kind: SimpleType }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number };

/**
 * RE2 and JavaScript alike: decimal(PRECISION,SCALE), precision 1 to 38, scale 0 to 38. That the scale is at most
 * the precision is left to the reader of the two groups.
 */
export const DECIMAL_PATTERN = "^decimal\\( ?([1-9]|[12][0-9]|3[0-8]) ?, ?([0-9]|[12][0-9]|3[0-8]) ?\\)$";
const DECIMAL = new RegExp(DECIMAL_PATTERN);

/** Other systems' names for our types, by which a wrong name is answered. */
export const TYPE_ALIASES: Readonly<Record<string, string>> = {
  bool: "boolean",
  char: "string",
  datetime: "timestamp",
  decimal: "decimal(12,2)",
  float: "double",
  integer: "int",
  int32: "int",
  int64: "bigint",
  long: "bigint",
  number: "decimal(12,2)",
  numeric: "decimal(12,2)",
  real: "double",
  smallint: "int",
  str: "string",
  text: "string",
  timestamptz: "timestamp",
  tinyint: "int",
  uuid: "string",
  varchar: "string",
};

/** Reads a contract's type, such as `bigint` or `decimal(12,2)`; undefined where it is none. */
export function parseType(text: string): ColumnType | undefined {
  const simple = SIMPLE_TYPES.find((name) => name === text);
  if (simple) return { kind: simple };
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const precision = Number(match[1]);
  const scale = Number(match[2]);
  return scale <= precision ? { kind: "decimal", precision, scale } : undefined;
}

/** The type's name in the Glue catalog, Athena and Spectrum; also its one canonical spelling in a contract. */
export function glueType(type: ColumnType): string {
  return type.kind === "decimal" ? `decimal(${type.precision},${type.scale})` : type.kind;
}

const DUCKDB: Record<SimpleType, string> = {
  string: "VARCHAR",
  int: "INTEGER",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
};

/** The type's name in DuckDB's SQL. Timestamps are without zone, in UTC, to the microsecond. */
export function duckdbType(type: ColumnType): string {
  return type.kind === "decimal" ? `DECIMAL(${type.precision},${type.scale})` : DUCKDB[type.kind];
}

export const isTemporal = (type: ColumnType): boolean => type.kind === "date" || type.kind === "timestamp";
