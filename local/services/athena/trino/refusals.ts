// What DuckDB accepts and Trino does not: refused here, so that a query which passes locally is a query that Athena knows.
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";

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

export function mismatch(token: Token): SqlError {
  return new SqlError("SYNTAX_ERROR", `mismatched input '${token.text}'`, token.line, token.column);
}

export function refuse(tokens: readonly Token[]): void {
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "symbol" && SYMBOLS.has(token.value)) throw mismatch(token);
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
