// Words that Redshift writes otherwise than DuckDB: SYSDATE, MINUS, SELECT TOP n, APPROXIMATE, typed parameters.
import { identifier, isSymbol, isWord, literal, raw, SqlError, type Token } from "../../../sql/tokens.ts";
import { ISO } from "./types.ts";

/** Words that stand for a moment, and what gives it. */
const VALUES = new Map([
  ["sysdate", "rs_sysdate()"],
  ["current_date", "rs_today()"],
  ["current_timestamp", "rs_now()"],
  ["localtimestamp", "rs_sysdate()"],
  ["current_time", "rs_time_now()"],
  ["localtime", "rs_time_now()"],
]);

/** Words that DuckDB reserves and Redshift does not: names of columns and tables there. */
const RESERVED_HERE = new Set(
  "array at describe do glob lambda map macro pivot_longer pivot_wider positional qualify_ returning semi show summarize symmetric asymmetric try_cast_ unpack variadic struct".split(
    " ",
  ),
);

function isReserved(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i] as Token;
  const next = tokens[i + 1];
  if (!RESERVED_HERE.has(token.value) || isSymbol(next, "(")) return false;
  // AT TIME ZONE, LEFT SEMI JOIN
  if (isWord(token, "at")) return !isWord(next, "time");
  return !isWord(next, "join");
}

/** A null that is a text: what DuckDB knows to be null when it binds takes the type of a text from what is joined with it. */
const NULL_TEXT = "(SELECT CAST(NULL AS VARCHAR))";

/** Whether a null is part of a text: `'a' || null`. */
const isJoined = (tokens: readonly Token[], i: number): boolean =>
  isSymbol(tokens[i - 1], "||") || (isSymbol(tokens[i + 1], "||") && !isWord(tokens[i - 1], "is", "not"));

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
    } else if (VALUES.has(token.value) && !isWord(tokens[i - 1], "as") && !isSymbol(next, "(")) {
      output.push(raw(VALUES.get(token.value) as string, token));
    } else if (
      isWord(token, "date", "timestamp", "timestamptz") &&
      next?.kind === "string" &&
      !ISO.test(next.text)
    ) {
      const type =
        token.value === "date" ? "DATE" : token.value === "timestamp" ? "TIMESTAMP" : "TIMESTAMPTZ";
      output.push(
        raw(
          token.value === "timestamptz"
            ? `CAST(${next.text} AS ${type})`
            : `CAST(rs_moment_text(${next.text}) AS ${type})`,
          token,
        ),
      );
      i++;
    } else if (isWord(token, "null") && isJoined(tokens, i)) {
      output.push(raw(NULL_TEXT, token));
    } else if (isReserved(tokens, i)) {
      output.push({ ...token, text: identifier(token.value) });
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
