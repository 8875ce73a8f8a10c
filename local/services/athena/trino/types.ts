// Trino's types: as written in casts, as DuckDB has them, and as Athena names them in a result's metadata.
import { splitTop } from "../../../sql/structure.ts";
import { identifier, isSymbol, isWord, literal, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { readCast } from "./read-casts.ts";
import { zonedText } from "./zoned-text.ts";

const SIMPLE: Record<string, string> = {
  boolean: "BOOLEAN",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  integer: "INTEGER",
  bigint: "BIGINT",
  real: "FLOAT",
  double: "DOUBLE",
  varchar: "VARCHAR",
  char: "VARCHAR",
  varbinary: "BLOB",
  date: "DATE",
  json: "JSON",
  uuid: "UUID",
};

/** Types of Trino that are not here. */
const LACKING = new Set(
  "time ipaddress hyperloglog p4hyperloglog qdigest tdigest setdigest interval geometry sphericalgeography bingtile color".split(
    " ",
  ),
);

/** The DuckDB type of a type that a query writes. */
export function trinoType(tokens: readonly Token[]): string {
  const head = tokens[0];
  const inner = isSymbol(tokens[1], "(") ? tokens.slice(2, -1) : [];
  const unknown = (): never => {
    throw new SqlError("TYPE_NOT_FOUND", `Unknown type: ${render(tokens).trim()}`, head?.line, head?.column);
  };
  if (head?.kind !== "word") return unknown();
  if (head.value === "timestamp") {
    const zoned = tokens.some((token) => isWord(token, "zone")) && !tokens.some((t) => isWord(t, "without"));
    return zoned ? "TIMESTAMPTZ" : "TIMESTAMP";
  }
  if (head.value === "decimal") {
    const [precision = "38", scale = "0"] = splitTop(inner, ",").map((part) => render(part).trim());
    return `DECIMAL(${precision},${scale})`;
  }
  if (head.value === "array") {
    const angled = isSymbol(tokens[1], "<") ? tokens.slice(2, -1) : inner;
    return `${trinoType(angled)}[]`;
  }
  if (head.value === "map") {
    const [key, value] = splitTop(inner, ",");
    return key && value ? `MAP(${trinoType(key)}, ${trinoType(value)})` : unknown();
  }
  if (head.value === "row") {
    const fields = splitTop(inner, ",").map((field) => {
      const [name, ...type] = field;
      return `${identifier(name?.value ?? "")} ${trinoType(type)}`;
    });
    return fields.length > 0 ? `STRUCT(${fields.join(", ")})` : unknown();
  }
  if (LACKING.has(head.value))
    throw new SqlError(
      "NOT_SUPPORTED",
      `the type ${head.value} is not available in the local Athena`,
      head.line,
      head.column,
    );
  const simple = SIMPLE[head.value];
  if (!simple || (tokens.length > 1 && !["varchar", "char"].includes(head.value))) return unknown();
  return simple;
}

/** What a JSON is to be like for a type: "" is a text, null anything else that is one value. */
export type Shape = null | "" | { array: Shape } | { map: Shape } | { row: [string, Shape][] };

function shapeOf(tokens: readonly Token[]): Shape {
  const [head] = tokens;
  const inner = isSymbol(tokens[1], "(") || isSymbol(tokens[1], "<") ? tokens.slice(2, -1) : [];
  if (isWord(head, "array")) return { array: shapeOf(inner) };
  if (isWord(head, "map")) return { map: shapeOf(splitTop(inner, ",")[1] ?? []) };
  if (isWord(head, "row"))
    return {
      row: splitTop(inner, ",").map(([name, ...type]) => [name?.value.toLowerCase() ?? "", shapeOf(type)]),
    };
  return isWord(head, "varchar") ? "" : null;
}

/** `varchar(10)` and `char(10)` cut what is longer; undefined for other types. */
function textLength(tokens: readonly Token[]): string | undefined {
  return isWord(tokens[0], "varchar", "char") && isSymbol(tokens[1], "(") ? tokens[2]?.text : undefined;
}

/** A cast as Trino does it: text is cut to its length, numbers are rounded half away from zero, times show milliseconds. */
export function trinoCast(value: string, tokens: readonly Token[], safe: boolean): string {
  const type = trinoType(tokens);
  const cast = safe ? "TRY_CAST" : "CAST";
  const isLiteral = /^'(?:[^']|'')*'$/s.test(value);
  const given = (kind: string): string =>
    isLiteral || /^(?:null|\?|[\d.]+)$/i.test(value) ? value : `trino_arg(${value}, '${kind}', 'cast')`;
  const isChar = value.startsWith("trino_char(");
  if ((isChar && (type === "JSON" || type === "BLOB")) || (type === "BLOB" && OF_JSON.test(value)))
    throw new SqlError(
      "TYPE_MISMATCH",
      `Cannot cast ${isChar ? "char" : "json"} to ${render(tokens).trim()}`,
      tokens[0]?.line,
      tokens[0]?.column,
    );
  if (type === "TIMESTAMPTZ" && !safe && !/^null$|^\?$/i.test(value))
    return isLiteral ? (zonedText(value) ?? `CAST(${value} AS TIMESTAMPTZ)`) : `trino_utc(${value})`;
  if (type === "JSON") return `trino_to_json(${given("jsonable")})`;
  if (type === "VARCHAR") {
    const text = textCast(value, given("scalar"), tokens);
    // A JSON object or array cannot become a text.
    return safe && text.includes("trino_json_text(") ? `TRY(${text})` : text;
  }
  if (isLiteral && /\]$|^MAP|^STRUCT/.test(type)) {
    throw new SqlError(
      "TYPE_MISMATCH",
      `Cannot cast varchar to ${render(tokens).trim()}`,
      tokens[0]?.line,
      tokens[0]?.column,
    );
  }
  if (type === "BOOLEAN") {
    const read = `trino_boolean(${value})`;
    return safe ? `TRY(${read})` : read;
  }
  if (["TINYINT", "SMALLINT", "INTEGER", "BIGINT"].includes(type)) {
    // DuckDB rounds a text with a fraction, and trims blanks.
    const digits = `${cast}(trino_digits(CAST(${value} AS VARCHAR)) AS ${type})`;
    if (/^'(?:[^']|'')*'$/s.test(value)) return digits;
    if (/^[\w".]+$/.test(value)) {
      return `CASE WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN ${cast}(round(TRY_CAST(${value} AS DOUBLE)) AS ${type}) WHEN typeof(${value}) = 'VARCHAR' THEN ${digits} ELSE ${cast}(${value} AS ${type}) END`;
    }
    return `CASE WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN ${cast}(round(TRY_CAST(${value} AS DOUBLE)) AS ${type}) ELSE ${cast}(${value} AS ${type}) END`;
  }
  if (/\]$|^MAP|^STRUCT/.test(type))
    return `CASE WHEN typeof(${value}) = 'JSON' THEN ${cast}(${cast}(trino_json_shaped(CAST(${value} AS VARCHAR), ${literal(JSON.stringify(shapeOf(tokens)))}) AS JSON) AS ${type}) ELSE ${cast}(${value} AS ${type}) END`;
  const isMoment = type === "DATE" || type === "TIMESTAMP";
  // A moment with a zone becomes what its clock shows; texts and nulls are read as they are.
  const isPlain = /^(?:'|\?|null$)/i.test(value);
  const prepared =
    isMoment && !isPlain ? "trino_wall" : type === "FLOAT" && !isPlain ? "trino_real" : undefined;
  return readCast(value, type, cast, (name) => (prepared ? `${prepared}(${name})` : name));
}

/** Whether SQL is a JSON by how it begins. */
export const isJson = (sql: string): boolean => OF_JSON.test(sql);
const OF_JSON = /^(?:trino_json_parse|trino_json_numbers|json_extract|trino_to_json|json)\(/;

/** A cast to a text: cut to its length where it was one, and a char is padded to it. */
function textCast(value: string, given: string, tokens: readonly Token[]): string {
  const isChar = isWord(tokens[0], "char");
  const length = textLength(tokens) ?? (isChar ? "1" : undefined);
  // A query, since DuckDB forgets the type of a constant null beside ||.
  if (/^null$/i.test(value)) return "(SELECT CAST(NULL AS VARCHAR))";
  const json = OF_JSON.test(value) ? `trino_json_text(${value})` : undefined;
  const isName = /^[A-Za-z_"][\w".]*$/.test(value) && !/^(?:true|false)$/i.test(value);
  const text =
    json ??
    (isName
      ? `CASE WHEN typeof(${value}) = 'JSON' THEN trino_json_text(TRY_CAST(${value} AS JSON)) ELSE trino_varchar(${given}) END`
      : `trino_varchar(${given})`);
  if (isChar) return `trino_char(${text}, ${length})`;
  if (length === undefined) return text;
  const cut = `trino_varchar_of(${given}, trino_varchar(${value}), ${length})`;
  if (json) return `left(${text}, ${length})`;
  return isName
    ? `CASE WHEN typeof(${value}) = 'JSON' THEN left(trino_json_text(TRY_CAST(${value} AS JSON)), ${length}) ELSE ${cut} END`
    : cut;
}

/** DuckDB's name of a moment with its zone. */
export const ZONED_TYPE = /^STRUCT\("?instant"? TIMESTAMP WITH TIME ZONE, "?zone"? VARCHAR\)$/;

export interface AthenaType {
  /** Athena's name, such as `varchar` or `timestamp with time zone`. */
  name: string;
  precision: number;
  scale: number;
}

const NAMES: Record<string, [string, number, number]> = {
  BOOLEAN: ["boolean", 0, 0],
  TINYINT: ["tinyint", 3, 0],
  SMALLINT: ["smallint", 5, 0],
  INTEGER: ["integer", 10, 0],
  BIGINT: ["bigint", 19, 0],
  FLOAT: ["float", 17, 0],
  DOUBLE: ["double", 17, 0],
  VARCHAR: ["varchar", 2147483647, 0],
  BLOB: ["varbinary", 1073741824, 0],
  DATE: ["date", 0, 0],
  TIME: ["time", 3, 0],
  TIMESTAMP: ["timestamp", 3, 0],
  "TIMESTAMP WITH TIME ZONE": ["timestamp with time zone", 3, 0],
  INTERVAL: ["interval day to second", 0, 0],
  JSON: ["json", 0, 0],
  UUID: ["uuid", 0, 0],
  '"NULL"': ["unknown", 0, 0],
  SQLNULL: ["unknown", 0, 0],
};

/** Athena's description of a DuckDB type. A sum of integers, 128 bits wide in DuckDB, is a bigint as in Trino. */
export function athenaType(duckdb: string): AthenaType {
  if (duckdb === "HUGEINT") return { name: "bigint", precision: 19, scale: 0 };
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(duckdb);
  if (decimal) return { name: "decimal", precision: Number(decimal[1]), scale: Number(decimal[2]) };
  if (duckdb.endsWith("]")) return { name: "array", precision: 0, scale: 0 };
  if (duckdb.startsWith("MAP(")) return { name: "map", precision: 0, scale: 0 };
  if (ZONED_TYPE.test(duckdb)) return { name: "timestamp with time zone", precision: 3, scale: 0 };
  if (duckdb.startsWith("STRUCT(")) return { name: "row", precision: 0, scale: 0 };
  const known = NAMES[duckdb];
  return known
    ? { name: known[0], precision: known[1], scale: known[2] }
    : { name: "varchar", precision: 0, scale: 0 };
}

/** Athena's description of a type that Trino names, such as `timestamp(3) with time zone`. */
export function typeOfTrino(type: string): AthenaType {
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/.exec(type);
  if (decimal) return { name: "decimal", precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const name = type.replace(/\(.*?\)(?= with)|\(.*/, "");
  const named = { real: "float", char: "varchar" }[name] ?? name;
  const known = Object.values(NAMES).find(([athena]) => athena === named);
  return { name: named, precision: known?.[1] ?? 0, scale: known?.[2] ?? 0 };
}
