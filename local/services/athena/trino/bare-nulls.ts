// A NULL by itself has no type: Trino computes with none of them, and of `||` it makes an array.
import { closing } from "../../../sql/structure.ts";
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";

const OPERATORS = ["+", "-", "*", "/", "%", "||"];
const isNull = (token: Token | undefined): boolean => isWord(token, "null");
const isOperator = (token: Token | undefined): boolean =>
  token?.kind === "symbol" && OPERATORS.includes(token.value);

/** Whether the token at `i` is a sign, and no operator between two values. */
function isSign(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1];
  return (
    isSymbol(tokens[i], "-") &&
    (isWord(before, "select", "then", "else", "when", "and", "or", "not", "by", "where", "on") ||
      isSymbol(before, "(") ||
      isSymbol(before, ","))
  );
}

const COMPARISONS = ["=", "<>", "!=", "<", "<=", ">", ">="];
const isComparison = (token: Token | undefined): boolean =>
  token?.kind === "symbol" && COMPARISONS.includes(token.value);

/** An array with a NULL in it beside a comparison, which is null in Trino and true or false in DuckDB. */
function refuseComparedArrays(tokens: readonly Token[]): void {
  for (const [i, token] of tokens.entries()) {
    if (!isWord(token, "array") || !isSymbol(tokens[i + 1], "[")) continue;
    const close = closing(tokens, i + 1);
    const isCompared = isComparison(tokens[i - 1]) || isComparison(tokens[close + 1]);
    if (isCompared && tokens.slice(i, close).some(isNull))
      throw new SqlError(
        "NOT_SUPPORTED",
        "comparing an array that holds a NULL is not available in the local Athena",
        token.line,
        token.column,
      );
  }
}

export function refuseNulls(tokens: readonly Token[]): void {
  refuseComparedArrays(tokens);
  for (const [i, token] of tokens.entries()) {
    if (!isNull(token)) continue;
    const [before, after] = [tokens[i - 1], tokens[i + 1]];
    const isBoth = (isOperator(after) && isNull(tokens[i + 2])) || isSign(tokens, i - 1);
    const isReversed = isSymbol(before, "(") && isWord(tokens[i - 2], "reverse") && isSymbol(after, ")");
    if (isBoth || isReversed)
      throw new SqlError(
        "AMBIGUOUS_FUNCTION_CALL",
        "Could not choose a function for NULL: cast it",
        token.line,
        token.column,
      );
    const isJoined = isSymbol(before, "||") || isSymbol(after, "||");
    const isConcatenated = isWord(concatOf(tokens, i), "concat");
    if (isJoined || isConcatenated)
      throw new SqlError(
        "NOT_SUPPORTED",
        "|| and concat of a bare NULL are not available in the local Athena: write CAST(NULL AS varchar)",
        token.line,
        token.column,
      );
  }
}

/** The name of the call whose argument the token at `i` is by itself. */
function concatOf(tokens: readonly Token[], i: number): Token | undefined {
  if (!isSymbol(tokens[i + 1], ",") && !isSymbol(tokens[i + 1], ")")) return undefined;
  if (!isSymbol(tokens[i - 1], ",") && !isSymbol(tokens[i - 1], "(")) return undefined;
  let depth = 0;
  for (let at = i; at >= 0; at--) {
    if (isSymbol(tokens[at], ")")) depth++;
    if (isSymbol(tokens[at], "(") && --depth < 0) return tokens[at - 1];
  }
  return undefined;
}
