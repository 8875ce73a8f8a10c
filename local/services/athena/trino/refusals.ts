// What DuckDB accepts and Trino does not: refused here, so that a query which passes locally is a query that Athena knows.
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { refuseNulls } from "./bare-nulls.ts";
import { chainedComparison } from "./chained.ts";
import { refuseInLambdas } from "./lambdas.ts";

const SYMBOLS = new Set([
  "::",
  "==",
  "//",
  "**",
  "~",
  "!~",
  "~*",
  "!~*",
  "~~",
  "!~~",
  "~~*",
  "!~~*",
  "^@",
  "<<",
  ">>",
  "->>",
  "{",
  "}",
  ":=",
  "$",
  "@",
  "^",
  "&",
  "|",
]);
const WORDS = new Set([
  "ilike",
  "qualify",
  "asof",
  "positional",
  "semi",
  "anti",
  "exclude",
  "pivot",
  "unpivot",
  "glob",
  "summarize",
  "attach",
  "pragma",
  "install",
  "load",
  "copy",
  "export",
]);

/** What Trino has and this Athena lacks. */
const NOT_HERE = [
  ["tablesample"],
  ["match_recognize"],
  ["json_table"],
  ["with", "ties"],
  ["on", "overflow"],
  ["for", "timestamp", "as", "of"],
  ["for", "version", "as", "of"],
  ["for", "system_time", "as", "of"],
  ["for", "system_version", "as", "of"],
];

/** A word that is a name here: a column, an alias, or part of a dotted name. */
function isNamePosition(tokens: readonly Token[], i: number): boolean {
  const after = tokens[i + 1];
  return (
    isSymbol(tokens[i - 1], ".") ||
    isWord(tokens[i - 1], "as") ||
    isSymbol(after, ",") ||
    isSymbol(after, ".") ||
    isSymbol(after, "=") ||
    after === undefined
  );
}

const WITH_ZONE = /[A-Za-z]|[+-]\d\d?:\d\d\s*$/;

/** The type of a literal, or of what is written like one, that is lacking here. */
function lackingType(token: Token, before: Token | undefined, after: Token | undefined): string | undefined {
  const isLiteral = after?.kind === "string";
  if (token.value === "ipaddress" && isLiteral) return "ipaddress";
  const isZoned = token.value === "time" && isLiteral && WITH_ZONE.test(after.value);
  return isZoned || (token.value === "current_time" && !isSymbol(before, "."))
    ? "time with time zone"
    : undefined;
}

/** Trino's words; to it two colons are two signs. */
export function mismatch(token: Token): SqlError {
  const text = token.text === "::" ? ":" : token.text;
  return new SqlError("SYNTAX_ERROR", `mismatched input '${text}'`, token.line, token.column);
}

/** The tokens of an interval at `i`, and whether it is of months; undefined where there is none. */
function intervalAt(tokens: readonly Token[], i: number): { end: number; isMonths: boolean } | undefined {
  if (!isWord(tokens[i], "interval")) return undefined;
  const at = isSymbol(tokens[i + 1], "-") || isSymbol(tokens[i + 1], "+") ? i + 2 : i + 1;
  if (tokens[at]?.kind !== "string") return undefined;
  const end = isWord(tokens[at + 2], "to") ? at + 4 : at + 2;
  return { end, isMonths: isWord(tokens[at + 1], "year", "month") };
}

/** Intervals of months and of days are two types, which DuckDB adds and compares. */
function refuseMixedIntervals(tokens: readonly Token[]): void {
  for (let i = 0; i < tokens.length; i++) {
    // In `x + INTERVAL … - INTERVAL …` both belong to what stands before them.
    const isOperand = tokens[i - 1]?.kind === "symbol" && /^[-+*]$/.test(tokens[i - 1]?.value ?? "");
    const left = isOperand ? undefined : intervalAt(tokens, i);
    const sign = left && tokens[left.end];
    if (!left || sign?.kind !== "symbol" || !/^(?:[-+=]|<>|!=|<=?|>=?)$/.test(sign.value)) continue;
    const right = intervalAt(tokens, left.end + 1);
    if (right && right.isMonths !== left.isMonths)
      throw new SqlError(
        "TYPE_MISMATCH",
        `Cannot apply operator: interval day to second ${sign.value} interval year to month`,
        sign.line,
        sign.column,
      );
  }
}

/** Tests for truth values, and LIMITs that are no number: DuckDB has them, Trino's grammar has not. */
function refuseGrammar(tokens: readonly Token[], i: number): void {
  const token = tokens[i];
  if (isWord(token, "is")) {
    const tested = isWord(tokens[i + 1], "not") ? tokens[i + 2] : tokens[i + 1];
    if (tested && isWord(tested, "true", "false", "unknown")) throw mismatch(tested);
  }
  const limit = tokens[i + 1];
  const after = tokens[i + 2];
  if (
    isWord(token, "limit") &&
    limit?.kind === "number" &&
    after?.kind === "symbol" &&
    /^[-+*/%]$/.test(after.value)
  )
    throw mismatch(after);
}

export function refuse(tokens: readonly Token[]): void {
  const chained = chainedComparison(tokens);
  if (chained) throw mismatch(chained);
  refuseNulls(tokens);
  refuseInLambdas(tokens);
  refuseMixedIntervals(tokens);
  for (const [i, token] of tokens.entries()) {
    const isUnicode = token.value === "&" && isWord(tokens[i - 1], "u") && tokens[i + 1]?.kind === "string";
    if (token.kind === "symbol" && SYMBOLS.has(token.value) && !isUnicode) throw mismatch(token);
    if (token.kind !== "word") continue;
    if (WORDS.has(token.value) && !isNamePosition(tokens, i) && i > 0) throw mismatch(token);
    const lacking = NOT_HERE.find((words) => words.every((word, n) => isWord(tokens[i + n], word)));
    if (lacking && !isNamePosition(tokens, i) && i > 0)
      throw new SqlError(
        "NOT_SUPPORTED",
        `${lacking.join(" ").toUpperCase()} is not available in the local Athena`,
        token.line,
        token.column,
      );
    refuseGrammar(tokens, i);
    const type = lackingType(token, tokens[i - 1], tokens[i + 1]);
    if (type)
      throw new SqlError(
        "NOT_SUPPORTED",
        `the type ${type} is not available in the local Athena`,
        token.line,
        token.column,
      );
    if (token.value === "natural" && isWord(tokens[i + 1], "join", "inner", "left", "right", "full"))
      throw new SqlError("NOT_SUPPORTED", "Natural join not supported", token.line, token.column);
    if (token.value === "unnest" && isWord(tokens[i - 1], "select")) throw mismatch(token);
    if (token.value === "distinct" && isWord(tokens[i + 1], "on") && isSymbol(tokens[i + 2], "(")) {
      throw mismatch(tokens[i + 1] as Token);
    }
    if (isWord(token, "group", "order") && isWord(tokens[i + 1], "by") && isWord(tokens[i + 2], "all")) {
      throw mismatch(tokens[i + 2] as Token);
    }
  }
  for (const [i, token] of tokens.entries()) {
    if (!isSymbol(token, "[")) continue;
    const before = tokens[i - 1];
    const indexed =
      before &&
      (before.kind === "quoted" ||
        isSymbol(before, ")") ||
        isSymbol(before, "]") ||
        (before.kind === "word" &&
          !isWord(before, "select", "in", "where", "and", "or", "then", "else", "when", "on", "by")));
    if (!indexed) throw mismatch(token);
  }
}
