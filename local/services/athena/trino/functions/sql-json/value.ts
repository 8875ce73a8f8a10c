// json_value: one value of a document, in the type that is asked for.
import type { WrittenCall } from "../../../../../sql/calls.ts";
import { isWord, render, SqlError, type Token } from "../../../../../sql/tokens.ts";
import { trinoCast, trinoType } from "../../types.ts";
import { asked, failed, ofFound, once } from "./asked.ts";
import { defaultOf } from "./defaults.ts";
import type { Words } from "./words.ts";

/** What json_value may give, by DuckDB's type: the kinds of values that are cast to it. */
const CAST_FROM: readonly [type: RegExp, kinds: string][] = [
  [/^VARCHAR$/, "idbs"],
  [/^BOOLEAN$|INT|^DOUBLE$|^FLOAT$|^DECIMAL/, "idbs"],
  [/^DATE$|^TIMESTAMP$/, "s"],
];
/** A value of a kind that `name` holds. */
const heldBy = (kind: string, name: string): string => {
  const text = `substr(${name}, 2)`;
  if (kind === "i") return `CAST(${text} AS BIGINT)`;
  if (kind === "d") return `CAST(${text} AS DOUBLE)`;
  return kind === "b" ? `CAST(${text} AS BOOLEAN)` : text;
};

export function jsonValue({ inner, sqlOf, at }: WrittenCall): string {
  const { input, path, isCount, words } = asked("json_value", inner, sqlOf, at);
  const type = words.takes("returning") ? words.type() : [{ ...at, kind: "word" as const, value: "varchar" }];
  const duckdb = trinoType(type);
  const isChar = isWord(type[0], "char");
  const kinds = isChar
    ? "s"
    : CAST_FROM.find(([pattern]) => pattern.test(duckdb) && !duckdb.endsWith("]"))?.[1];
  if (kinds === undefined) {
    if (duckdb === "TIMESTAMPTZ" || duckdb === "UUID")
      throw words.lacking(`json_value as ${render(type).trim()}`);
    throw new SqlError(
      "TYPE_MISMATCH",
      `Invalid return type of function JSON_VALUE: ${render(type).trim()}`,
      at.line,
      at.column,
    );
  }
  if (isCount && kinds === "s")
    throw new SqlError(
      "TYPE_MISMATCH",
      `Return type of JSON path: integer incompatible with return type of function JSON_VALUE: ${render(type).trim()}`,
      at.line,
      at.column,
    );
  const behavior = (on: "empty" | "error"): string | undefined => {
    if (words.takes("error", "on", on)) return undefined;
    if (!words.takes("default")) {
      words.takes("null", "on", on);
      return "NULL";
    }
    const written = words.until("on");
    if (!words.takes("on", on)) throw words.lacking("DEFAULT ON ERROR before or without its ON EMPTY");
    return defaultOf(written, duckdb, type, sqlOf, at);
  };
  const [onEmpty, onError] = behaviors(words, behavior);
  words.end();
  const nothing = failed(
    "'JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: JSON path found no items'",
    duckdb,
  );
  const unfit = failed(
    `'JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: Cannot cast value to declared return type of function JSON_VALUE'`,
    duckdb,
  );
  const cases = (name: string): string =>
    [...kinds]
      .map((kind) => `WHEN '${kind}' THEN ${triedOf(kind, heldBy(kind, name), type, duckdb)}`)
      .join(" ");
  return once(
    `trino_found_value(${input}, ${path})`,
    (name) =>
      `CASE WHEN ${name} IS NULL OR left(${name}, 1) = 'z' THEN CAST(NULL AS ${duckdb}) WHEN left(${name}, 1) = 'e' THEN ${onEmpty ?? nothing} ` +
      `WHEN left(${name}, 1) = 'x' THEN ${onError ?? ofFound(name, duckdb)} ELSE coalesce(CASE left(${name}, 1) ${cases(name)} END, ${onError ?? unfit}) END`,
  );
}

/** ON EMPTY comes first; a DEFAULT says only by its end which of the two it is. */
function behaviors(
  words: Words,
  behavior: (on: "empty" | "error") => string | undefined,
): [string | undefined, string | undefined] {
  return words.isFor("empty") ? [behavior("empty"), behavior("error")] : ["NULL", behavior("error")];
}

/** A value in the type that is asked for. A text is cut to its length, and what is longer otherwise is an error. */
function converted(kind: string, value: string, type: readonly Token[], duckdb: string): string {
  if (kind === "s" && /INT/.test(duckdb)) return `TRY_CAST(trino_digits(${value}) AS ${duckdb})`;
  if (duckdb !== "VARCHAR") return trinoCast(value, [...type], true);
  const text = kind === "d" ? `trino_varchar(${value})` : kind === "s" ? value : `CAST(${value} AS VARCHAR)`;
  if (!isWord(type[0], "char") && type.length === 1) return text;
  const cut = trinoCast(text, [...type], false);
  return kind === "s" ? cut : `CASE WHEN length(${text}) <= ${type[2]?.text} THEN ${cut} END`;
}

/** Null where it cannot be converted; a boolean that is too long for its text is an error of its own to Trino. */
function triedOf(kind: string, value: string, type: readonly Token[], duckdb: string): string {
  const sql = converted(kind, value, type, duckdb);
  if (kind !== "b" || duckdb !== "VARCHAR" || type.length === 1) return `TRY(${sql})`;
  const tooLong = failed(
    `concat('SYNTAX_ERROR: Value [', ${value}, '] does not fit in type ${render(type).trim()}')`,
    duckdb,
  );
  return `coalesce(${sql}, ${tooLong})`;
}
