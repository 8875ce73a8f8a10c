// DuckDB's errors in Redshift's words, as far as people and programs match on them.
import { SqlError } from "../../../sql/tokens.ts";

const WORDS: [pattern: RegExp, message: (match: RegExpExecArray) => string][] = [
  [
    /^Invalid Input Error: RS: (.*)$/s,
    (m) => (m[1] === "division by zero" ? "Divide by zero" : (m[1] as string)),
  ],
  [/^Conversion Error: Could not convert string ["']RS: division by zero["'] to/, () => "Divide by zero"],
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
    /Could not convert string '(.*)' to (INT\d+|HUGEINT)/s,
    (m) =>
      `Invalid digit, Value '${(m[1] as string)[0] ?? ""}', Pos 0, Type: ${m[2] === "INT64" ? "Long" : m[2] === "INT16" ? "Short" : "Integer"}`,
  ],
  [
    /Could not convert string '(.*)' to (\w+)/s,
    (m) => `invalid input syntax for type ${(m[2] as string).toLowerCase()}: "${m[1]}"`,
  ],
  [
    /(?:date|timestamp) field value out of range: "([^"]+)"|invalid (?:date|timestamp) field format: "([^"]+)"/,
    (m) => `date/time field value out of range: "${m[1] ?? m[2]}"`,
  ],
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
