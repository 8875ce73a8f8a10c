// Redshift's data types: as declared, as DuckDB keeps them, and as the Data API and the system views name them.
import { isSymbol, isWord, render, SqlError, type Token } from "../../../sql/tokens.ts";

export interface RedshiftType {
  /** PostgreSQL's short name, as the Data API gives it: int4, varchar, numeric, … */
  name: string;
  /** As the system views spell it: integer, character varying(20), numeric(12,2), … */
  label: string;
  duckdb: string;
  /** Bytes of a varchar or varbyte, characters of a char. */
  length?: number;
  precision?: number;
  scale?: number;
}

/** The longest VARCHAR, in bytes. */
export const MAX_VARCHAR = 65_535;
const MAX_CHAR = 4096;

const SIMPLE: Record<string, [name: string, label: string, duckdb: string, precision: number]> = {
  smallint: ["int2", "smallint", "SMALLINT", 5],
  int2: ["int2", "smallint", "SMALLINT", 5],
  integer: ["int4", "integer", "INTEGER", 10],
  int: ["int4", "integer", "INTEGER", 10],
  int4: ["int4", "integer", "INTEGER", 10],
  bigint: ["int8", "bigint", "BIGINT", 19],
  int8: ["int8", "bigint", "BIGINT", 19],
  real: ["float4", "real", "FLOAT", 8],
  float4: ["float4", "real", "FLOAT", 8],
  float: ["float8", "double precision", "DOUBLE", 17],
  float8: ["float8", "double precision", "DOUBLE", 17],
  "double precision": ["float8", "double precision", "DOUBLE", 17],
  boolean: ["bool", "boolean", "BOOLEAN", 1],
  bool: ["bool", "boolean", "BOOLEAN", 1],
  date: ["date", "date", "DATE", 13],
  timestamp: ["timestamp", "timestamp without time zone", "TIMESTAMP", 29],
  "timestamp without time zone": ["timestamp", "timestamp without time zone", "TIMESTAMP", 29],
  timestamptz: ["timestamptz", "timestamp with time zone", "TIMESTAMPTZ", 35],
  "timestamp with time zone": ["timestamptz", "timestamp with time zone", "TIMESTAMPTZ", 35],
  time: ["time", "time without time zone", "TIME", 15],
  "time without time zone": ["time", "time without time zone", "TIME", 15],
  timetz: ["timetz", "time with time zone", "TIMETZ", 21],
  "time with time zone": ["timetz", "time with time zone", "TIMETZ", 21],
  super: ["super", "super", "JSON", 0],
};
const TEXT = new Set(["varchar", "character varying", "nvarchar", "text"]);
const FIXED = new Set(["char", "character", "nchar", "bpchar"]);
const BYTES = new Set(["varbyte", "varbinary", "binary varying"]);

/** Reads a type name; throws where Redshift has none such, or where it cannot be kept here. */
export function parseType(tokens: readonly Token[]): RedshiftType {
  const open = tokens.findIndex((token) => isSymbol(token, "("));
  const close = tokens.findIndex((token) => isSymbol(token, ")"));
  const words = [
    ...tokens.slice(0, open < 0 ? tokens.length : open),
    ...(close < 0 ? [] : tokens.slice(close + 1)),
  ];
  const name = words.map((token) => token.value).join(" ");
  const numbers = open < 0 ? [] : tokens.slice(open + 1, close).filter((token) => !isSymbol(token, ","));
  const at = tokens[0];
  const fail = (message: string): never => {
    throw new SqlError("ERROR", message, at?.line, at?.column);
  };
  if (TEXT.has(name)) {
    const first = numbers[0];
    const length = isWord(first, "max") ? MAX_VARCHAR : Number(first?.value ?? 256);
    if (length < 1 || length > MAX_VARCHAR) {
      fail(`length for type varchar cannot exceed ${MAX_VARCHAR}`);
    }
    return varchar(length);
  }
  if (FIXED.has(name)) {
    const length = name === "bpchar" && numbers.length === 0 ? 256 : Number(numbers[0]?.value ?? 1);
    if (length < 1 || length > MAX_CHAR) fail(`length for type char cannot exceed ${MAX_CHAR}`);
    return { name: "bpchar", label: `character(${length})`, duckdb: "VARCHAR", length, precision: length };
  }
  if (name === "decimal" || name === "numeric") {
    const precision = Number(numbers[0]?.value ?? 18);
    const scale = Number(numbers[1]?.value ?? 0);
    if (precision < 1 || precision > 38) fail(`DECIMAL precision ${precision} must be between 1 and 38`);
    if (scale > precision) fail(`DECIMAL scale ${scale} must be between 0 and precision ${precision}`);
    return numeric(precision, scale);
  }
  if (BYTES.has(name)) {
    const length = isWord(numbers[0], "max") ? 16_777_216 : Number(numbers[0]?.value ?? 64_000);
    return { name: "varbyte", label: `binary varying(${length})`, duckdb: "BLOB", length, precision: length };
  }
  const simple = SIMPLE[name];
  if (simple) return { name: simple[0], label: simple[1], duckdb: simple[2], precision: simple[3], scale: 0 };
  if (["geometry", "geography", "hllsketch", "interval"].includes(words[0]?.value ?? "")) {
    fail(`type ${name} is not available in the local Redshift`);
  }
  return fail(`type "${render(tokens).trim()}" does not exist`);
}

export function varchar(length: number): RedshiftType {
  return {
    name: "varchar",
    label: `character varying(${length})`,
    duckdb: "VARCHAR",
    length,
    precision: length,
  };
}

export function numeric(precision: number, scale: number): RedshiftType {
  const label = `numeric(${precision},${scale})`;
  return { name: "numeric", label, duckdb: `DECIMAL(${precision},${scale})`, precision, scale };
}

const BY_DUCKDB: Record<string, string> = {
  TINYINT: "smallint",
  SMALLINT: "smallint",
  UTINYINT: "smallint",
  INTEGER: "integer",
  USMALLINT: "integer",
  BIGINT: "bigint",
  UINTEGER: "bigint",
  FLOAT: "real",
  DOUBLE: "double precision",
  BOOLEAN: "boolean",
  DATE: "date",
  TIMESTAMP: "timestamp",
  TIMESTAMP_S: "timestamp",
  TIMESTAMP_MS: "timestamp",
  TIMESTAMP_NS: "timestamp",
  "TIMESTAMP WITH TIME ZONE": "timestamptz",
  TIME: "time",
  "TIME WITH TIME ZONE": "timetz",
  JSON: "super",
};

/** The type of a result's column. Nested types, which only external tables have, are SUPER. */
export function typeOfDuckdb(duckdb: string): RedshiftType {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(duckdb);
  if (decimal) return numeric(Number(decimal[1]), Number(decimal[2]));
  if (duckdb === "HUGEINT" || duckdb === "UBIGINT") return numeric(38, 0);
  if (duckdb === "BLOB")
    return { name: "varbyte", label: "binary varying(64000)", duckdb: "BLOB", length: 64_000 };
  const known = SIMPLE[BY_DUCKDB[duckdb] ?? ""];
  if (known) return { name: known[0], label: known[1], duckdb: known[2], precision: known[3], scale: 0 };
  if (/\]$|^STRUCT|^MAP/.test(duckdb)) return { name: "super", label: "super", duckdb: "JSON", precision: 0 };
  return varchar(MAX_VARCHAR);
}

/** A cast as Redshift does it: text is cut to its length, numbers are rounded half away from zero. */
export function redshiftCast(value: string, tokens: readonly Token[], safe: boolean): string {
  const type = parseType(tokens);
  const cast = safe ? "TRY_CAST" : "CAST";
  switch (type.name) {
    case "varchar":
      // The default length of a cast is that of the type: 256.
      return `rs_cut(rs_text(${value}), ${type.length})`;
    case "bpchar":
      return `left(rs_text(${value}), ${type.length})`;
    case "int2":
    case "int4":
    case "int8":
      return (
        `CASE WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN ${cast}(round(TRY_CAST(${value} AS DOUBLE)) AS ${type.duckdb}) ` +
        `ELSE ${cast}(${value} AS ${type.duckdb}) END`
      );
    case "super":
      return `rs_to_super(${value})`;
    case "varbyte":
      return `rs_to_bytes(${value})`;
    default:
      return `${cast}(${value} AS ${type.duckdb})`;
  }
}
