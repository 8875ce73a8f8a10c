// What json_value gives by DEFAULT: it must be of the type that is asked for without a cast.
import type { WrittenCall } from "../../../../../sql/calls.ts";
import { isWord, literal, render, SqlError, type Token } from "../../../../../sql/tokens.ts";
import { KINDS } from "../../signatures.ts";
import { trinoCast } from "../../types.ts";

/** A DEFAULT, which must be of the type already. */
export function defaultOf(
  written: readonly Token[],
  duckdb: string,
  type: readonly Token[],
  sqlOf: WrittenCall["sqlOf"],
  at: Token,
): string {
  // A whole number has its type by now where a sign stands before it.
  const sql = sqlOf(written).replace(/^-CAST\((\d+) AS (?:INTEGER|BIGINT)\)$/, "-$1");
  if (/^null$/i.test(sql)) return "NULL";
  const isText = /^'(?:[^']|'')*'$/s.test(sql);
  const isWhole = /^-? ?\d+$/.test(sql);
  const isDecimal = /^-? ?(?:\d+\.\d*|\.\d+)$/.test(sql);
  const isMoment =
    written.length === 2 && isWord(written[0], "date", "timestamp") && written[1]?.kind === "string";
  const fits =
    (isText &&
      duckdb === "VARCHAR" &&
      literalLength(sql) <= Number(type[2]?.text ?? Number.POSITIVE_INFINITY)) ||
    ((isWhole || isDecimal) && numberFits(sql.replaceAll(" ", ""), duckdb)) ||
    (/^(?:true|false)$/i.test(sql) && duckdb === "BOOLEAN") ||
    (isMoment && written[0]?.value.toUpperCase() === duckdb);
  if (fits && isWord(type[0], "char")) return trinoCast(sql, [...type], false);
  if (fits) return duckdb === "VARCHAR" ? sql : `CAST(${sql} AS ${duckdb})`;
  if (duckdb === "VARCHAR" && !isWhole && !isDecimal && !isMoment && type.length === 1)
    return `trino_arg(${sql}, ${literal(KINDS.t)}, 'json_value')`;
  const isLiteral = isText || isWhole || isDecimal || isMoment || /^(?:true|false)$/i.test(sql);
  throw new SqlError(
    isLiteral ? "TYPE_MISMATCH" : "NOT_SUPPORTED",
    isLiteral
      ? `Function JSON_VALUE default result must evaluate to a ${render(type).trim()}`
      : "a DEFAULT of json_value that is no literal is not available in the local Athena",
    at.line,
    at.column,
  );
}

const literalLength = (sql: string): number => [...sql.slice(1, -1).replaceAll("''", "'")].length;

/** Whether a literal is of a type, or becomes one of it without a cast: a whole number is an integer, and a decimal has its own digits. */
function numberFits(text: string, duckdb: string): boolean {
  if (/^(?:DOUBLE|FLOAT)$/.test(duckdb)) return true;
  const [, whole = "", fraction = ""] = /^-?(\d*)\.?(\d*)$/.exec(text) ?? [];
  const isWhole = !text.includes(".");
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(duckdb);
  if (decimal) {
    const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
    const digits = isWhole ? DIGITS_OF_INTEGER : whole.replace(/^0+/, "").length;
    return digits <= precision - scale && fraction.length <= scale;
  }
  const isInteger = isWhole && Math.abs(Number(text)) <= MOST_INTEGER;
  return (isInteger && duckdb === "INTEGER") || (isWhole && duckdb === "BIGINT");
}
/** An integer becomes a decimal of so many digits. */
const DIGITS_OF_INTEGER = 10;
const MOST_INTEGER = 2 ** 31 - 1;
