// SUPER as Redshift's guide has it ("Querying semistructured data"): values carry their own type, what does not fit gives
import type { Macros } from "../../../sql/macros.ts";

// null instead of an error. A SUPER is DuckDB's JSON.

/** Numbers of a SUPER without an exponent are decimals, with one they are doubles. */
const isNumber = (x: string): string => `json_type(${x}) IN ('UBIGINT', 'BIGINT', 'HUGEINT', 'DOUBLE')`;
const isDecimal = (x: string): string =>
  `${isNumber(x)} AND regexp_full_match(CAST(${x} AS VARCHAR), '-?[0-9]{1,26}([.][0-9]{1,12})?')`;
const fraction = (x: string): string => `strlen(regexp_extract(CAST(${x} AS VARCHAR), '[.](.*)$', 1))`;
const decimal = (x: string): string => `CAST(CAST(${x} AS VARCHAR) AS DECIMAL(38,12))`;
const short = (x: string): string => `CAST(CAST(${x} AS VARCHAR) AS DECIMAL(19,6))`;
const double = (x: string): string => `CAST(CAST(${x} AS VARCHAR) AS DOUBLE)`;

const [A, B] = ["p.a", "p.b"];
/**
 * `a operator b` of two SUPERs: decimals exactly, with a scale that follows from theirs, doubles as doubles. A macro's
 * arguments are written wherever it names them: in a list of one they stand once, or nested computations would grow
 * beyond all bounds.
 */
function computed(exact: string, inexact: string, scale: string, texts = ""): string {
  const body =
    `CASE ${texts} WHEN (${isDecimal(A)}) AND (${isDecimal(B)}) THEN rs_super_scaled(${exact}, ${scale}) ` +
    `WHEN (${isNumber(A)}) AND (${isNumber(B)}) THEN to_json(${inexact}) END`;
  return `list_transform([{'a': a, 'b': b}], lambda p: ${body})[1]`;
}
const widest = `greatest(${fraction(A)}, ${fraction(B)})`;
const zero = `CASE WHEN ${double(B)} = 0 THEN error('RS: division by zero') ELSE`;
const quotientScale = `greatest(4, ${fraction(A)} + strlen(regexp_replace(CAST(${B} AS VARCHAR), '[-.]', '', 'g')) - ${fraction(B)} + 1)`;

/** A comparison of two SUPERs: of numbers or of texts; of others only equality means something. */
function compared(operator: string): string {
  const others = operator === "=" ? "CAST(a AS VARCHAR) = CAST(b AS VARCHAR)" : "NULL";
  return (
    `CASE WHEN json_type(a) = 'NULL' OR json_type(b) = 'NULL' OR a IS NULL OR b IS NULL THEN NULL ` +
    `WHEN (${isDecimal("a")}) AND (${isDecimal("b")}) THEN ${decimal("a")} ${operator} ${decimal("b")} ` +
    `WHEN (${isNumber("a")}) AND (${isNumber("b")}) THEN ${double("a")} ${operator} ${double("b")} ` +
    `WHEN json_type(a) = 'VARCHAR' AND json_type(b) = 'VARCHAR' THEN rtrim(json_extract_string(a, '$'), ' ') ${operator} rtrim(json_extract_string(b, '$'), ' ') ` +
    `ELSE ${others} END`
  );
}

/** Of a scalar that is a number, or nothing. */
const ofNumber = (sql: string): string => `CASE WHEN ${isDecimal("x")} THEN ${sql} END`;

export const SUPER_MACROS: Macros = {
  /** A scalar as text, without quotes; arrays, objects and nulls have none. */
  rs_super_text: [
    ["j", "CASE WHEN json_type(j) NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(j, '$') END"],
  ],
  /** Any value as text, for functions of text; bytes stay bytes. */
  rs_str: [
    ["x BLOB", "x"],
    ["x", "CASE WHEN typeof(x) = 'JSON' THEN rs_super_text(CAST(x AS JSON)) ELSE rs_text(x) END"],
  ],
  /** A value converted to SUPER: numbers and truth values stay what they are, text becomes a JSON string. */
  rs_to_super: [["x", "CASE WHEN typeof(x) = 'JSON' THEN TRY_CAST(x AS JSON) ELSE to_json(x) END"]],
  /** A decimal of 12 digits with fewer of them. */
  rs_super_scaled: [
    [
      "x, s",
      "CAST(CASE WHEN s <= 0 THEN split_part(CAST(x AS VARCHAR), '.', 1) ELSE left(CAST(x AS VARCHAR), strpos(CAST(x AS VARCHAR), '.') + least(s, 12)) END AS JSON)",
    ],
  ],
  rs_super_plus: [
    [
      "a, b",
      computed(
        `${decimal(A)} + ${decimal(B)}`,
        `${double(A)} + ${double(B)}`,
        widest,
        `WHEN json_type(${A}) = 'VARCHAR' AND json_type(${B}) = 'VARCHAR' THEN to_json(concat(json_extract_string(${A}, '$'), json_extract_string(${B}, '$')))`,
      ),
    ],
  ],
  rs_super_minus: [
    ["a, b", computed(`${decimal(A)} - ${decimal(B)}`, `${double(A)} - ${double(B)}`, widest)],
  ],
  rs_super_times: [
    [
      "a, b",
      computed(
        `CAST(${short(A)} * ${short(B)} AS DECIMAL(38,12))`,
        `${double(A)} * ${double(B)}`,
        `${fraction(A)} + ${fraction(B)}`,
      ),
    ],
  ],
  rs_super_over: [
    [
      "a, b",
      computed(
        `${zero} CAST(divide(CAST(${short(A)} * 1000000 AS HUGEINT) * 1000000000000, CAST(${short(B)} * 1000000 AS HUGEINT)) AS DECIMAL(38,0)) * CAST('0.000000000001' AS DECIMAL(12,12)) END`,
        `${zero} divide(${double(A)}, ${double(B)}) END`,
        quotientScale,
      ),
    ],
  ],
  rs_super_rest: [
    [
      "a, b",
      computed(
        `${zero} mod(${decimal(A)}, ${decimal(B)}) END`,
        `${zero} mod(${double(A)}, ${double(B)}) END`,
        widest,
      ),
    ],
  ],
  rs_super_eq: [
    [
      "a, b",
      `coalesce(${compared("=")}, CASE WHEN a IS NOT NULL AND b IS NOT NULL AND json_type(a) <> 'NULL' AND json_type(b) <> 'NULL' THEN false END)`,
    ],
  ],
  rs_super_lt: [["a, b", compared("<")]],
  rs_super_le: [["a, b", compared("<=")]],
  /** What a SUPER is sorted by: its type, then its value. */
  rs_super_key: [
    [
      "x",
      "CASE WHEN x IS NOT NULL AND json_type(x) <> 'NULL' THEN {'type': CASE json_type(x) WHEN 'BOOLEAN' THEN 0 WHEN 'VARCHAR' THEN 2 WHEN 'ARRAY' THEN 3 WHEN 'OBJECT' THEN 4 ELSE 1 END, " +
        "'number': CASE WHEN json_type(x) NOT IN ('BOOLEAN', 'VARCHAR', 'ARRAY', 'OBJECT') THEN TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE) END, " +
        "'text': CASE json_type(x) WHEN 'VARCHAR' THEN rtrim(json_extract_string(x, '$'), ' ') WHEN 'ARRAY' THEN rs_canonical(CAST(x AS VARCHAR)) WHEN 'OBJECT' THEN rs_canonical(CAST(x AS VARCHAR)) WHEN 'BOOLEAN' THEN CAST(x AS VARCHAR) END} END",
    ],
  ],
  /** The elements of an array; another value is its own only element. */
  rs_elements: [
    [
      "j",
      "CASE WHEN json_type(j) = 'ARRAY' THEN CAST(j AS JSON[]) WHEN json_type(j) <> 'NULL' THEN [CAST(j AS JSON)] END",
    ],
  ],
  rs_json_parse: [
    [
      "x",
      "CASE WHEN x IS NULL THEN NULL WHEN trim(x) = 'null' THEN CAST('null' AS JSON) WHEN rs_json_valid(x) THEN CAST(json(x) AS JSON) ELSE error('RS: JSON parsing error') END",
    ],
  ],
  rs_json_typeof: [
    [
      "x",
      "CASE json_type(x) WHEN 'VARCHAR' THEN 'string' WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' WHEN 'UBIGINT' THEN 'number' WHEN 'BIGINT' THEN 'number' WHEN 'HUGEINT' THEN 'number' WHEN 'DOUBLE' THEN 'number' END",
    ],
  ],
  /** The length of an array; nothing else has one. */
  rs_array_length: [["x", "CASE WHEN json_type(x) = 'ARRAY' THEN CAST(json_array_length(x) AS BIGINT) END"]],
  rs_array_concat: [
    [
      "a, b",
      "CASE WHEN json_type(a) = 'ARRAY' AND json_type(b) = 'ARRAY' THEN to_json(list_concat(CAST(a AS JSON[]), CAST(b AS JSON[]))) END",
    ],
  ],
  rs_array_flatten: [
    [
      "a",
      "CASE WHEN json_type(a) = 'ARRAY' THEN CAST('[' || regexp_replace(regexp_replace(array_to_string(list_filter(list_transform(regexp_extract_all(CAST(a AS VARCHAR), '\"(?:[^\"\\\\]|\\\\.)*\"|[^\"\\[\\],]+|[\\[\\],]'), lambda t: CASE WHEN t IN ('[', ']', ',') THEN NULL ELSE t END), lambda t: t IS NOT NULL), ','), ',+', ',', 'g'), '^,|,$', '', 'g') || ']' AS JSON) END",
    ],
  ],
  rs_subarray: [
    ["a, s", "CASE WHEN json_type(a) = 'ARRAY' THEN to_json(CAST(a AS JSON[])[s + 1:]) END"],
    ["a, s, n", "CASE WHEN json_type(a) = 'ARRAY' THEN to_json(CAST(a AS JSON[])[s + 1:s + n]) END"],
  ],
  rs_is_kind: [["x, kinds", "coalesce(list_contains(kinds, json_type(x)), false)"]],
  rs_is_integer: [
    [
      "x, bits",
      `coalesce(${ofNumber(`${decimal("x")} = trunc(${decimal("x")}) AND abs(${decimal("x")}) < CAST(pow(2, bits - 1) AS DECIMAL(38,12))`)}, false)`,
    ],
  ],
  rs_is_decimal: [["x", `coalesce(${isDecimal("x")}, false)`]],
  rs_is_float: [["x", `coalesce((${isNumber("x")}) AND NOT (${isDecimal("x")}), false)`]],
  rs_super_scale: [["x", ofNumber(`CAST(${fraction("x")} AS INTEGER)`)]],
  rs_super_precision: [
    [
      "x",
      ofNumber(
        `CAST(strlen(regexp_replace(regexp_replace(CAST(x AS VARCHAR), '[-.]', '', 'g'), '^0+', '')) AS INTEGER)`,
      ),
    ],
  ],
};

/** A side of an operator, and DuckDB's name of its type. */
interface Side {
  sql: string;
  other?: string;
}
const asSuper = ({ sql, other }: Side): string => (other === "JSON" ? sql : `to_json(${sql})`);

/** The comparison of two values of which one is a SUPER; undefined for other operators. */
export function superComparison(operator: string, a: Side, b: Side): string | undefined {
  const [x, y] = [asSuper(a), asSuper(b)];
  switch (operator) {
    case "=":
      return `rs_super_eq(${x}, ${y})`;
    case "<>":
    case "!=":
      return `(NOT rs_super_eq(${x}, ${y}))`;
    case "<":
      return `rs_super_lt(${x}, ${y})`;
    case "<=":
      return `rs_super_le(${x}, ${y})`;
    case ">":
      return `rs_super_lt(${y}, ${x})`;
    case ">=":
      return `rs_super_le(${y}, ${x})`;
    default:
      return undefined;
  }
}

const COMPUTED: Record<string, string> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "over",
  "%": "rest",
};

/** `a operator b` where one of the two is a SUPER: again one. */
export const superComputation = (operator: string, a: Side, b: Side): string =>
  `rs_super_${COMPUTED[operator]}(${asSuper(a)}, ${asSuper(b)})`;

/** `a || b` where one of the two is a SUPER. */
export const superConcat = (a: Side, b: Side): string =>
  [a, b].map((side) => (side.other === "JSON" ? `rs_super_text(${side.sql})` : side.sql)).join(" || ");
