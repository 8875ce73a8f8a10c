// Execution parameters: each `?` becomes its value, as a literal; a value that is no literal of SQL is taken as text.
import { ApiError } from "../../gateway/aws-json.ts";
import { isSymbol, isWord, literal, raw, type Token, tokenize } from "../../sql/tokens.ts";
import { ATHENA } from "./trino/lexicon.ts";

export function bindParameters(tokens: readonly Token[], values: readonly string[]): Token[] {
  const places = tokens.filter((token) => token.kind === "parameter").length;
  if (places !== values.length) {
    throw new ApiError(
      "InvalidRequestException",
      `INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected ${places} but found ${values.length}`,
    );
  }
  let next = 0;
  return tokens.map((token) =>
    token.kind === "parameter" ? raw(literalOf(values[next++] as string), token) : token,
  );
}

/** A value as SQL: a number, a quoted string, TRUE, NULL, DATE '…' or TIMESTAMP '…' stands for itself. */
function literalOf(value: string): string {
  try {
    const tokens = tokenize(value, ATHENA);
    const [first, second] = tokens;
    const signed = isSymbol(first, "-") && second?.kind === "number" && tokens.length === 2;
    const single =
      tokens.length === 1 &&
      (first?.kind === "string" || first?.kind === "number" || isWord(first, "true", "false", "null"));
    const typed = tokens.length === 2 && isWord(first, "date", "timestamp") && second?.kind === "string";
    if (signed) return `(-${second.text})`;
    if (single) return first?.text as string;
    if (typed) return `${first?.text} ${second?.text}`;
  } catch {
    // Not even tokens: text.
  }
  return literal(value);
}
