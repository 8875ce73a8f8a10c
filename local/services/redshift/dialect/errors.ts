// DuckDB's errors in Redshift's words, as far as people and programs match on them.
import { SqlError } from "../../../sql/tokens.ts";
import { typeOfDuckdb } from "./types.ts";

/** DuckDB's name of a type, as a column's would be. */
const named = (type: string): string =>
  ({ BOOL: "BOOLEAN", STRING_LITERAL: "VARCHAR", INTEGER_LITERAL: "INTEGER", FLOAT: "FLOAT" })[type.trim()] ??
  type.trim();
const labelOf = (type: string): string => typeOfDuckdb(named(type)).label.replace(/\(.*\)/, "");

/** The first character of a text that is no digit. */
function invalidDigit(text: string, type: string): string {
  const at = Math.max(0, text.search(/[^\d\s+-]/));
  const name = type === "INT64" || type === "HUGEINT" ? "Long" : type === "INT16" ? "Short" : "Integer";
  return `Invalid digit, Value '${text[at] ?? ""}', Pos ${at}, Type: ${name}`;
}

/** A macro's name as the function for which it stands. */
const spoken = (name: string): string => name.replace(/^rs_(?:super_)?/, "");

/** A call or an operator for whose types there is nothing. */
function noSuchCall(name: string, types: string): string {
  const list = types === "" ? [] : types.split(/,(?![^(]*\))/).map(labelOf);
  if (/^\W+$/.test(name))
    return `operator does not exist: ${list.length > 1 ? `${list[0]} ${name} ${list[1]}` : `${name} ${list[0]}`}`;
  return `function ${spoken(name)}(${list.join(", ")}) is not available in the local Redshift with arguments of these types`;
}

const WORDS: [pattern: RegExp, message: (match: RegExpExecArray) => string][] = [
  [
    /^Invalid Input Error: RS: (.*)$/s,
    (m) => (m[1] === "division by zero" ? "Divide by zero" : (m[1] as string)),
  ],
  [/^Conversion Error: Could not convert string ["']RS: division by zero["'] to/, () => "Divide by zero"],
  [/^Conversion Error: Could not convert string ["']RS: (cannot cast [^"']*)["'] to/, (m) => m[1] as string],
  [
    /CHECK constraint failed on table (\S+) with expression CHECK\(\(strlen\("?([^")]+)"?\) <= (\d+)\)\)/,
    (m) =>
      `Value too long for character type\n  Detail: the value of column ${m[2]} of table ${m[1]} is longer than its ${m[3]} bytes`,
  ],
  [
    /CHECK constraint failed on table (\S+) with expression CHECK\(\(length\("?([^")]+)"?\) <= (\d+)\)\)/,
    (m) =>
      `Value too long for character type\n  Detail: the value of column ${m[2]} of table ${m[1]} is longer than its ${m[3]} characters`,
  ],
  [/NOT NULL constraint failed: \S+\.(\S+)/, (m) => `Cannot insert a NULL value into column ${m[1]}`],
  [
    /Conflict on (?:update|tuple deletion|table)|write-write conflict|cannot (?:update|delete|alter).*(?:has been altered|conflict)|Transaction conflict/i,
    () =>
      "1023\n  DETAIL: Serializable isolation violation on a table in Redshift: another transaction changed its rows first",
  ],
  [
    /(\w+)\(DECIMAL, INTEGER\) with non-constant precision is not supported/,
    (m) =>
      `${m[1]?.toLowerCase()} of a decimal to digits that are no literal is not available in the local Redshift`,
  ],
  [
    /Expected a constant as type modifier/,
    () => "a precision or a scale that is no literal is not available in the local Redshift",
  ],
  [/Referenced column "([^"]+)" (?:was )?not found/, (m) => `column "${m[1]}" does not exist`],
  [/does not have a column named "([^"]+)"/, (m) => `column "${m[1]}" does not exist`],
  [/Referenced table "([^"]+)" not found/, (m) => `missing FROM-clause entry for table "${m[1]}"`],
  [/Ambiguous reference to column name "([^"]+)"/, (m) => `column reference "${m[1]}" is ambiguous`],
  [
    /column "([^"]+)" must appear in the GROUP BY clause/i,
    (m) => `column "${m[1]}" must appear in the GROUP BY clause or be used in an aggregate function`,
  ],
  [/(?:Table|View) with name "?([^"\s]+?)"? already exists/, (m) => `Relation "${m[1]}" already exists`],
  [/Table with name "?([^"\s]+?)"? does not exist/, (m) => `relation "${m[1]}" does not exist`],
  [/Schema with name (\S+) already exists/, (m) => `Schema "${m[1]}" already exists`],
  [
    /Could not convert string ['"](?:RS: )?(.*)['"] to (INT\d+|HUGEINT)/s,
    (m) => invalidDigit(m[1] as string, m[2] as string),
  ],
  [
    /Could not convert string ['"](.*)['"] to DECIMAL\((\d+),\s*(\d+)\)/s,
    (m) =>
      /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(m[1] as string)
        ? "Numeric data overflow (result precision)"
        : `invalid input syntax for type numeric: "${m[1]}"`,
  ],
  [
    /Could not convert string ['"](.*)['"] to '?([A-Z][\w ]*)/s,
    (m) => `invalid input syntax for type ${typeOfDuckdb(named(m[2] as string)).label}: "${m[1]}"`,
  ],
  [
    /Type \w+ with value (\S+) can't be cast because the value is out of range for the destination type (INT\d+)/,
    (m) => `Value out of range for ${Number((m[2] as string).slice(3)) / 8} bytes`,
  ],
  [
    /Malformed JSON at byte/,
    () =>
      "a SUPER and a text side by side (COALESCE, CASE, DECODE) are not available in the local Redshift: cast the SUPER",
  ],
  [
    /invalid perl operator: (\(\?.)/,
    () => "regular expressions that look ahead or behind are not available in the local Redshift",
  ],
  [
    /(?:No function matches the given name and argument types '|Could not choose a best candidate function for the function call ")([^'"(]+)\((.*?)\)['"]\. /s,
    (m) => noSuchCall(m[1] as string, m[2] as string),
  ],
  [/Macro (\w+)\(\) (?:does not support|has multiple overloads)/, (m) => noSuchCall(m[1] as string, "")],
  [
    /(?:Scalar Function|Table Function|Aggregate Function|Macro) (?:with name )?"?(\w+)"?(?:\(\))? does not exist/i,
    (m) => `the function ${spoken(m[1] as string)}() is not available in the local Redshift`,
  ],
  [
    /Cannot compare values of type ([^-]+?) and (?:type )?([^-]+?) -/,
    (m) => `operator does not exist: ${labelOf(m[1] as string)} = ${labelOf(m[2] as string)}`,
  ],
  [
    /Unimplemented type for cast \((.*?) -> (.*?)\)/,
    (m) => `cannot cast type ${labelOf(m[1] as string)} to ${labelOf(m[2] as string)}`,
  ],
  [
    /(?:date|timestamp) field value out of range: "([^"]+)"/,
    (m) => `date/time field value out of range: "${m[1]}"`,
  ],
  [
    /invalid (date|timestamp) field format: "([^"]+)"/,
    // A text that is to be a date is read as a timestamp first.
    (m) =>
      /\d/.test(m[2] as string)
        ? `date/time field value out of range: "${m[2]}"`
        : `invalid input syntax for type ${m[1]}: "${m[2]}"`,
  ],
  [/cannot take (?:logarithm|square root) of .*/, (m) => m[0]],
  [
    /Could not parse string "([^"]*)" according to format/,
    (m) => `invalid input syntax for type timestamp: "${m[1]}"`,
  ],
  [
    /Casting value "([^"]+)" to type DECIMAL\((\d+),(\d+)\) failed|Could not cast value (\S+) to DECIMAL/,
    () => "Numeric data overflow (result precision)",
  ],
  [
    /Overflow in (?:multiplication|addition|subtraction)|out of range|Out of Range/,
    () => "Numeric data overflow (result precision)",
  ],
  [/syntax error at end of input/, () => "syntax error at end of input"],
  [/syntax error at or near "([^"]+)"/, (m) => `syntax error at or near "${m[1]}"`],
  [/INTERRUPT|Interrupted/, () => "Query cancelled on user's request"],
  [
    /aggregate function calls cannot be nested|WHERE clause cannot contain aggregates/,
    () => "aggregates not allowed in WHERE clause",
  ],
  [
    /No columns found to join on in NATURAL JOIN/,
    () =>
      "NATURAL JOIN of tables without a column in common is not available in the local Redshift: write CROSS JOIN",
  ],
  [
    /Correlated IN\/ANY\/ALL with multiple columns/,
    () =>
      "IN of a row and a query that sees the columns around it is not available here in the local Redshift: write EXISTS",
  ],
  [
    /Subquery returns (\d+) columns - expected (\d+)/,
    (m) => `a query has ${m[1]} columns in a place that takes ${m[2]} in the local Redshift`,
  ],
  [
    /Cannot perform non-inner join on subquery/,
    () => "a query in the condition of an outer join is not available in the local Redshift",
  ],
  [/^Not implemented Error: ([^\n]*)/, (m) => `this is not available in the local Redshift (${m[1]})`],
  [/values? (?:were|was) supplied/, () => "INSERT has more target columns than expressions"],
];

/** The text of a statement's error: `ERROR: …`. */
export function redshiftError(error: unknown): string {
  if (error instanceof SqlError) {
    return error.message.startsWith("ERROR:") ? error.message : `ERROR: ${error.message}`;
  }
  const fault = error as { name?: string; message?: string; $metadata?: unknown };
  // DuckDB's errors may come from another realm, where they are no instances of this one's Error.
  const message = fault.message ?? String(error);
  if (fault.$metadata) return `ERROR: Spectrum Scan Error\n  Detail: ${fault.name}: ${message}`;
  for (const [pattern, words] of WORDS) {
    const match = pattern.exec(message);
    if (match) return `ERROR: ${words(match)}`;
  }
  return `ERROR: ${(message.split("\n")[0] as string).replace(/^[A-Za-z ]+Error: /, "")}`;
}
