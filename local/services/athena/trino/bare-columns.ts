// Columns that are a NULL and nothing else: they have no type, of which DuckDB makes a number.
import type { ResultColumn } from "../../../sql/results.ts";
import { splitTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, type Token } from "../../../sql/tokens.ts";
import { selectListOf } from "./output-names.ts";

export function withNullColumns(
  columns: readonly ResultColumn[],
  tokens: readonly Token[],
): readonly ResultColumn[] {
  const list = selectListOf(tokens);
  const isSure = list && !tokens.some((token) => isWord(token, "union", "intersect", "except"));
  if (!isSure) return columns;
  const items = splitTop(list, ",");
  if (items.some((item) => isSymbol(item.at(-1), "*"))) return columns;
  return columns.map((column, i) => {
    const item = items[i] ?? [];
    const isNull =
      isWord(item[0], "null") && (item.length === 1 || isWord(item[1], "as") || item.length === 2);
    return isNull ? { ...column, type: '"NULL"' } : column;
  });
}
