// TYPEOF: DuckDB's types have no lengths of texts, no digits of moments and no kinds of intervals. Where the query itself writes them,
// they are told; where they follow from what it writes in ways that are not known here, the call is refused.
import type { Call } from "../../../sql/calls.ts";
import { closing } from "../../../sql/structure.ts";
import { isSymbol, isWord, literal, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { arg } from "./arguments.ts";

/** How many digits a moment has behind its seconds. */
const digitsOf = (moment: string): number => /\d\d:\d\d:\d\d\.(\d+)/.exec(moment)?.[1]?.length ?? 0;

/** The type of an expression that tells it; undefined for all others. */
function writtenType(tokens: readonly Token[]): string | undefined {
  const [first, second, third] = tokens;
  if (tokens.length === 1 && first?.kind === "string") return `varchar(${[...first.value].length})`;
  if (tokens.length === 2 && isWord(first, "timestamp", "time") && second?.kind === "string") {
    const isZoned = /\d ?(?:[A-Za-z]|[+-]\d\d:?\d\d$)/.test(second.value.replace(/^\s*\d+-\d+-\d+/, ""));
    return `${first?.value}(${digitsOf(second.value)})${isZoned ? " with time zone" : ""}`;
  }
  const moment = /^(?:timezone\('UTC', |trino_zoned\()CAST\('([^']*)' AS TIMESTAMP\)/.exec(
    first?.text ?? "",
  )?.[1];
  if (tokens.length === 1 && moment !== undefined) return `timestamp(${digitsOf(moment)}) with time zone`;
  if (isWord(first, "interval") && second?.kind === "string" && isWord(third, "year", "month"))
    return "interval year to month";
  if (
    isWord(first, "cast", "try_cast") &&
    isSymbol(second, "(") &&
    closing(tokens, 1) === tokens.length - 1
  ) {
    const inner = tokens.slice(2, -1);
    const as = inner.findLastIndex((token) => isWord(token, "as"));
    const [name, open] = inner.slice(as + 1);
    if (isWord(name, "char") && !isSymbol(open, "(")) return "char(1)";
    if (isWord(name, "varchar", "char"))
      return render(inner.slice(as + 1))
        .replaceAll(" ", "")
        .toLowerCase();
  }
  return undefined;
}

/** Whether an expression's type may hang on lengths or digits that are not known here. */
function hangsOnWritten(tokens: readonly Token[]): boolean {
  return tokens.some((token, i) => {
    const before = tokens[i - 1];
    const isMonths = isWord(token, "interval") && isWord(tokens[i + 2], "year", "month");
    return (token.kind === "string" && !isWord(before, "json", "decimal", "date", "interval")) || isMonths;
  });
}

/** Words and calls whose texts have no length of their own. */
const WITHOUT_LENGTH = /^(?:trino_varchar|concat_ws|json_|trino_json|strftime|to_hex|hex|string_agg|printf)/;

/** Whether columns of a query may have texts that the query writes itself. */
export function writesTexts(tokens: readonly Token[]): boolean {
  const isNested = tokens.some((token, i) => i > 0 && isWord(token, "values", "select"));
  return isNested && tokens.some((token) => isWord(token, "typeof")) && hangsOnWritten(tokens);
}

/** TYPEOF in such a query: a text's length is not known wherever it comes from. */
export const typeOfDerived = (call: Call): string => `trino_typeof_plain(typeof(${arg(call, 0)}))`;

export function typeOf(call: Call): string {
  const tokens = call.tokens[0] ?? [];
  const written = writtenType(tokens);
  if (written !== undefined) return literal(written);
  const value = arg(call, 0);
  if (hangsOnWritten(tokens) && !WITHOUT_LENGTH.test(value)) return `trino_typeof_plain(typeof(${value}))`;
  return `trino_typeof(typeof(${value}))`;
}

/** The words of the refusal. */
export const UNKNOWN_LENGTH =
  "NOT_SUPPORTED: typeof of a text or an interval whose length follows from others is not available in the local Athena";

/** TYPEOF beside tables whose texts have lengths, which DuckDB does not keep. */
export function refuseTypeOf(tokens: readonly Token[]): void {
  const at = tokens.find((token, i) => isWord(token, "typeof") && isSymbol(tokens[i + 1], "("));
  if (at)
    throw new SqlError(
      "NOT_SUPPORTED",
      "typeof beside a table that has columns of varchar(n) or char(n) is not available in the local Athena",
      at.line,
      at.column,
    );
}
