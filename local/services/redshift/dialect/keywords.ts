// Words that Redshift writes otherwise than DuckDB: SYSDATE, MINUS, SELECT TOP n, APPROXIMATE, typed parameters.
import { isSymbol, isWord, literal, raw, SqlError, type Token } from "../../../sql/tokens.ts";

export interface SessionWords {
  user: string;
}

export function rewriteKeywords(tokens: readonly Token[], session: SessionWords): Token[] {
  const output: Token[] = [];
  /** LIMIT clauses that TOP leaves to write at the end of its query, by depth. */
  const limits: (string | undefined)[] = [undefined];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const next = tokens[i + 1];
    const dotted = isSymbol(tokens[i - 1], ".") || isSymbol(next, ".");
    if (isSymbol(token, "(")) limits.push(undefined);
    if (isSymbol(token, ")")) {
      const limit = limits.pop();
      if (limit) output.push(raw(limit));
    }
    if (token.kind !== "word" || dotted) {
      output.push(token);
    } else if (token.value === "sysdate" && !isWord(tokens[i - 1], "as")) {
      output.push(raw("rs_sysdate()", token));
    } else if (
      isWord(token, "current_user", "session_user", "user") &&
      !isWord(tokens[i - 1], "as") &&
      !isSymbol(next, "(")
    ) {
      output.push(raw(literal(session.user), token));
    } else if (token.value === "minus" && isWord(next, "select", "all")) {
      output.push({ ...token, text: "EXCEPT", value: "except" });
    } else if (token.value === "approximate" && isWord(next, "count", "percentile_disc")) {
      // The exact answer is within the promised error.
    } else if (
      token.value === "top" &&
      isWord(tokens[i - 1], "select", "distinct") &&
      next?.kind === "number"
    ) {
      limits[limits.length - 1] = `LIMIT ${next.text}`;
      i++;
    } else if (isWord(token, "union", "intersect", "except") && limits.at(-1)) {
      throw new SqlError(
        "ERROR",
        "TOP before a set operation is not available in the local Redshift",
        token.line,
        token.column,
      );
    } else {
      output.push(token);
    }
  }
  const limit = limits[0];
  if (limit) output.push(raw(limit));
  return output;
}
