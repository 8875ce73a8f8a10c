// Result columns without a name are called _col0, _col1, … by their position in the result. Stars make positions unknown
// before the query is bound, so such items get a marker here and their number later.
import { selectListEnd } from "../../../sql/select-list.ts";
import { splitTop } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, type Token } from "../../../sql/tokens.ts";

const MARKER = "__unnamed__";
export const ENDS_LIST = new Set([
  "from",
  "where",
  "group",
  "having",
  "order",
  "limit",
  "offset",
  "fetch",
  "union",
  "intersect",
  "except",
  "window",
]);
/** Words that end an expression and are no alias. */
export const NO_ALIAS = new Set([
  "end",
  "null",
  "true",
  "false",
  "current_date",
  "current_timestamp",
  "current_time",
  "localtimestamp",
  "localtime",
]);

/** The items of the outermost SELECT; undefined where there is none. */
export function selectListOf(tokens: readonly Token[]): Token[] | undefined {
  const start = outerSelect(tokens);
  if (start < 0) return undefined;
  const from = isWord(tokens[start + 1], "distinct", "all") ? start + 2 : start + 1;
  return tokens.slice(from, selectListEnd(tokens, from, ENDS_LIST));
}

/** Gives every nameless item of the outermost SELECT the marker. */
export function markUnnamed(tokens: readonly Token[]): Token[] {
  const start = outerSelect(tokens);
  if (start < 0) return [...tokens];
  let from = start + 1;
  if (isWord(tokens[from], "distinct", "all")) from++;
  const to = selectListEnd(tokens, from, ENDS_LIST);
  const items = splitTop(tokens.slice(from, to), ",");
  const marked = items.flatMap((item, i) => {
    const named = isNamed(item) ? item : [...item, raw(`AS "${MARKER}"`)];
    return i === 0 ? named : [raw(",", item[0]), ...named];
  });
  return [...tokens.slice(0, from), ...marked, ...tokens.slice(to)];
}

/** Index of the SELECT that names the result's columns: the first outside WITH's queries, through leading brackets. */
function outerSelect(tokens: readonly Token[]): number {
  let depth = 0;
  const leading = tokens.findIndex((token) => !isSymbol(token, "("));
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    if (isWord(token, "select") && (depth === 0 || i === leading)) return i;
  }
  return -1;
}

function isNamed(item: readonly Token[]): boolean {
  const last = item.at(-1);
  if (!last) return true;
  if (isSymbol(last, "*")) return true;
  if (!isName(last) || (last.kind === "word" && NO_ALIAS.has(last.value))) return false;
  const before = item.at(-2);
  if (before === undefined || isSymbol(before, ".") || isWord(before, "as")) return true;
  // `a b` names b; `a + b`, `DATE b` and `x AT TIME ZONE b` do not.
  return before.kind !== "symbol" || isSymbol(before, ")") || isSymbol(before, "]");
}

/** The names of a result whose query was marked. */
export function finalNames(names: readonly string[]): string[] {
  return names.map((name, i) => (name === MARKER || /^__unnamed___\d+$/.test(name) ? `_col${i}` : name));
}
