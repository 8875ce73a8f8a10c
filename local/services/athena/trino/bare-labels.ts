// `count(*) day`: any word that the grammar does not need is a name without AS in Trino. DuckDB takes none of its own keywords so.
import { selectListEnd } from "../../../sql/select-list.ts";
import { splitTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, type Token } from "../../../sql/tokens.ts";
import { ENDS_LIST, NO_ALIAS } from "./output-names.ts";

/** Words that end an expression beside those of `NO_ALIAS`. */
const ENDS_VALUE = new Set(["year", "month", "day", "hour", "minute", "second", "precision"]);

/** The names of the items of each SELECT in quotes. */
export function quoteLabels(tokens: readonly Token[]): Token[] {
  const labels = new Set<Token>();
  for (const [i, token] of tokens.entries()) {
    if (!isWord(token, "select") || isSymbol(tokens[i - 1], ".")) continue;
    const list = tokens.slice(i + 1, selectListEnd(tokens, i + 1, ENDS_LIST));
    for (const item of splitTop(isWord(list[0], "distinct", "all") ? list.slice(1) : list, ",")) {
      const label = bareLabel(item);
      if (label) labels.add(label);
    }
  }
  return tokens.map((token) =>
    labels.has(token) ? { ...token, kind: "quoted", text: `"${token.text}"` } : token,
  );
}

function bareLabel(item: readonly Token[]): Token | undefined {
  const last = item.at(-1);
  const before = item.at(-2);
  if (last?.kind !== "word" || last.gap === "" || !before || NO_ALIAS.has(last.value)) return undefined;
  const isValue =
    before.kind === "quoted" ||
    before.kind === "number" ||
    before.kind === "string" ||
    isSymbol(before, ")") ||
    isSymbol(before, "]") ||
    isWord(before, "end", "null", "true", "false", "current_date", "current_timestamp") ||
    (before.kind === "word" && (item.length === 2 || item.at(-3)?.kind === "symbol"));
  const isUnit = ENDS_VALUE.has(last.value) && before.kind === "string";
  return isValue && !isUnit ? last : undefined;
}
