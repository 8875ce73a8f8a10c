// How Athena's SQL is cut into tokens. Backticks belong to its DDL, which is Hive's.
import type { Lexicon } from "../../../sql/tokens.ts";

export const ATHENA: Lexicon = {
  backslashEscapes: false,
  namedParameters: false,
  backticks: true,
  dollarQuotes: false,
};
