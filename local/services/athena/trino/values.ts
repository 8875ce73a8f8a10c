// VALUES without brackets, of which Trino makes rows.
import { closing, splitTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, raw, SqlError, type Token } from "../../../sql/tokens.ts";

const ENDS_VALUES = new Set(["order", "limit", "offset", "fetch", "union", "intersect", "except"]);

/** `VALUES 1, 2` as `VALUES (1), (2)`. */
export function bracketValues(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    output.push(token);
    if (!isWord(token, "values") || isSymbol(tokens[i - 1], ".")) continue;
    let end = i + 1;
    for (; end < tokens.length; end++) {
      const next = tokens[end] as Token;
      if (isSymbol(next, "(") || isSymbol(next, "[")) end = closing(tokens, end);
      else if (isSymbol(next, ")") || (next.kind === "word" && ENDS_VALUES.has(next.value))) break;
    }
    const items = splitTop(tokens.slice(i + 1, end), ",");
    for (const [n, item] of unfolded(items).entries()) {
      if (n > 0) output.push(raw(",", item[0]));
      const inner = bracketValues(item);
      const isRow = isSymbol(item[0], "(") && closing(item, 0) === item.length - 1;
      output.push(...(isRow ? inner : [raw(" ("), ...inner, raw(")")]));
    }
    i = end - 1;
  }
  return output;
}

const isRowCall = (item: readonly Token[]): boolean =>
  isWord(item[0], "row") && isSymbol(item[1], "(") && closing(item, 1) === item.length - 1;

/** Brackets around one ROW say nothing. */
const bared = (item: readonly Token[]): readonly Token[] =>
  isSymbol(item[0], "(") && closing(item, 0) === item.length - 1 && isRowCall(item.slice(1, -1))
    ? item.slice(1, -1)
    : item;

/** `VALUES ROW(1, 2)` has two columns: the values of a ROW that is an item by itself. */
function unfolded(written: readonly Token[][]): readonly (readonly Token[])[] {
  const items = written.map(bared);
  if (!items.some(isRowCall)) return items;
  const other = items.find((item) => !isRowCall(item) && !isSymbol(item[0], "("));
  if (other)
    throw new SqlError(
      "TYPE_MISMATCH",
      "Values rows have mismatched sizes",
      other[0]?.line,
      other[0]?.column,
    );
  return items.map((item) => (isRowCall(item) ? item.slice(1) : item));
}
