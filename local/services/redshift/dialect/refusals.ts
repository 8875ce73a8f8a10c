// What DuckDB (or PostgreSQL) accepts and Redshift does not: refused with Redshift's kind of error, so that SQL which
// passes locally has a chance there.
import { closing } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { FRAMED, noFunction } from "./functions.ts";
import { refuseMarks } from "./marks.ts";

const SYMBOLS = new Set(["==", "//", "**", "->", "->>", "^@", "{", "}", ":=", "=>", "$", "?", "~~*", "!~~*"]);
const WORDS = new Set([
  "asof",
  "positional",
  "semi",
  "anti",
  "glob",
  "lateral",
  "summarize",
  "returning",
  "tablesample",
  "materialized",
]);

export function near(token: Token): SqlError {
  return new SqlError("ERROR", `syntax error at or near "${token.text}"`, token.line, token.column);
}

/** A word that is a name here: after a dot or AS, or before a comma, a dot or an equals sign. */
function isNamePosition(tokens: readonly Token[], i: number): boolean {
  const after = tokens[i + 1];
  return (
    isSymbol(tokens[i - 1], ".") ||
    isWord(tokens[i - 1], "as") ||
    isSymbol(after, ",") ||
    isSymbol(after, ".") ||
    isSymbol(after, "=") ||
    isSymbol(after, ")")
  );
}

export function refuse(tokens: readonly Token[]): void {
  refuseMarks(tokens);
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    if (token.kind === "symbol" && SYMBOLS.has(token.value)) throw near(token);
    if (isSymbol(token, "[") && !isIndex(tokens, i)) throw near(token);
    if (isSymbol(token, "(") && isSymbol(next, "+") && isSymbol(tokens[i + 2], ")")) {
      throw new SqlError(
        "ERROR",
        "the outer join operator (+) is not available in the local Redshift: write LEFT JOIN",
        token.line,
        token.column,
      );
    }
    if (token.kind !== "word") continue;
    // Names of temporary tables begin with it too, but none is a number, or follows one.
    if (
      token.value === "#" ||
      /^#\d/.test(token.value) ||
      (token.value.startsWith("#") && isOperand(tokens[i - 1]))
    ) {
      throw new SqlError(
        "ERROR",
        "the operator # is not available in the local Redshift: write (a | b) & ~(a & b)",
        token.line,
        token.column,
      );
    }
    if (isWord(token, "b", "x") && isAdjacent(token, next)) throw near(token);
    if (isConstantTable(tokens, i)) throw near(token);
    if (WORDS.has(token.value) && i > 0 && !isNamePosition(tokens, i)) throw near(token);
    if (isWord(token, "intersect", "except", "minus") && isWord(next, "all")) {
      throw new SqlError(
        "ERROR",
        `${token.value.toUpperCase()} ALL is not supported by Redshift`,
        token.line,
        token.column,
      );
    }
    if (token.value === "collate" && isSymbol(next, "(")) throw noFunction("collate", token);
    if (token.value === "on" && isWord(next, "conflict")) throw near(next as Token);
    if (token.value === "distinct" && isWord(next, "on") && isSymbol(tokens[i + 2], "("))
      throw near(next as Token);
    if (token.value === "for" && isWord(next, "update", "share") && i > 0) {
      throw new SqlError("ERROR", "SELECT FOR UPDATE is not supported", token.line, token.column);
    }
    if (token.value === "filter" && isSymbol(next, "(") && isSymbol(tokens[i - 1], ")"))
      throw near(next as Token);
    if (token.value === "connect" && isWord(next, "by")) {
      throw new SqlError(
        "ERROR",
        "CONNECT BY is not available in the local Redshift",
        token.line,
        token.column,
      );
    }
    if (token.value === "order" && isWord(next, "by") && isWord(tokens[i + 2], "all"))
      throw near(tokens[i + 2] as Token);
    if (token.value === "using" && isWord(next, "sample")) throw near(next as Token);
    if (token.value === "try_cast" || token.value !== "over") continue;
    checkFrame(tokens, i);
  }
}

const isOperand = (token: Token | undefined): boolean =>
  token?.kind === "number" || token?.kind === "string" || isSymbol(token, ")");

/** `b'101'`, `x'ff'`: literals of a type that Redshift has not. */
const isAdjacent = (word: Token, next: Token | undefined): boolean =>
  next?.kind === "string" && next.line === word.line && next.column === word.column + word.text.length;

/** VALUES where a query stands, not at the beginning of what INSERT takes: of PostgreSQL's features that Redshift has not (c_unsupported-postgresql-features). */
function isConstantTable(tokens: readonly Token[], i: number): boolean {
  if (!isWord(tokens[i], "values") || isNamePosition(tokens, i)) return false;
  const before = tokens[i - 1];
  return isSymbol(before, "(") || isWord(before, "union", "all", "except", "intersect", "minus");
}

/** `x[0]`, `f(x)[0]`, `x[0][1]` index a SUPER; any other bracket is a list, which Redshift has not. */
function isIndex(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1];
  if (!before || before.kind === "symbol") return isSymbol(before, ")") || isSymbol(before, "]");
  return (
    isName(before) &&
    !isWord(
      before,
      "select",
      "array",
      "in",
      "where",
      "and",
      "or",
      "then",
      "else",
      "when",
      "on",
      "by",
      "values",
    )
  );
}

/** `sum(x) OVER (ORDER BY y)`: Redshift demands a frame where DuckDB has a default one. */
function checkFrame(tokens: readonly Token[], over: number): void {
  if (!isSymbol(tokens[over + 1], "(")) return;
  let call = over - 1;
  if (isWord(tokens[call], "nulls")) call -= 2;
  if (!isSymbol(tokens[call], ")")) return;
  let depth = 0;
  let open = call;
  for (; open >= 0; open--) {
    if (isSymbol(tokens[open], ")")) depth++;
    if (isSymbol(tokens[open], "(") && --depth === 0) break;
  }
  const name = tokens[open - 1];
  if (!name || !FRAMED.has(name.value)) return;
  const inner = tokens.slice(over + 2, closing(tokens, over + 1));
  let nested = 0;
  let ordered = false;
  let framed = false;
  for (const token of inner) {
    if (isSymbol(token, "(")) nested++;
    if (isSymbol(token, ")")) nested--;
    if (nested === 0 && isWord(token, "order")) ordered = true;
    if (nested === 0 && isWord(token, "rows", "range")) framed = true;
  }
  if (ordered && !framed) {
    throw new SqlError(
      "ERROR",
      "Aggregate window functions with an ORDER BY clause require a frame clause",
      name.line,
      name.column,
    );
  }
}
