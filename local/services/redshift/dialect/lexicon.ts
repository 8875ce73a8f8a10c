// How Redshift's SQL is cut into tokens, and how its names fold: all to lower case, quoted or not.
import { identifier, type Lexicon, type Token, tokenize } from "../../../sql/tokens.ts";

export const REDSHIFT: Lexicon = {
  backslashEscapes: true,
  namedParameters: true,
  backticks: false,
  dollarQuotes: true,
};

/** Tokens with every name in lower case (enable_case_sensitive_identifier is off, as by default). */
export function readSql(sql: string): Token[] {
  return tokenize(sql, REDSHIFT).map((token) => {
    if (token.kind === "quoted") {
      const value = token.value.toLowerCase();
      return { ...token, value, text: identifier(value) };
    }
    // Names such as #temp and those beyond ASCII need quotes in DuckDB.
    if (token.kind === "word" && /[^a-z0-9_]/.test(token.value)) {
      return { ...token, text: identifier(token.value) };
    }
    return token.kind === "word" ? { ...token, text: token.text.toLowerCase() } : token;
  });
}
