// A list of names for columns has as many as there are columns in Trino; in DuckDB it may have fewer.
import { isNode, type Node } from "../../../sql/syntax-tree.ts";
import { SqlError } from "../../../sql/tokens.ts";

export function refuseAliasLists(tree: unknown): void {
  if (Array.isArray(tree)) for (const item of tree) refuseAliasLists(item);
  if (!isNode(tree)) return;
  const { length } = (tree.column_name_alias ?? tree.expected_names ?? []) as string[];
  const count = length > 0 ? columnsOf(tree) : undefined;
  if (count !== undefined && count !== length && tree.alias !== "__value")
    throw new SqlError(
      "MISMATCHED_COLUMN_ALIASES",
      `Column alias list has ${length} entries but '${tree.alias}' has ${count} columns available`,
    );
  for (const value of Object.values(tree)) refuseAliasLists(value);
}

/** How many columns a part of FROM has; undefined where it does not tell. */
function columnsOf(table: Node): number | undefined {
  if (table.type === "EXPRESSION_LIST") return (table.values as Node[][])[0]?.length;
  const query = (table.subquery as { node?: Node } | undefined)?.node;
  const items = (query?.select_list ?? []) as Node[];
  const from = query?.from_table as Node | undefined;
  if (items.length === 1 && items[0]?.class === "STAR" && from?.type === "EXPRESSION_LIST")
    return columnsOf(from);
  const isKnown = query?.type === "SELECT_NODE" && items.length > 0 && items.every(isOne);
  return isKnown ? items.length : undefined;
}

/** Whether an item of a SELECT is one column. */
const isOne = (item: Node): boolean =>
  item.class !== "STAR" && !(item.class === "FUNCTION" && item.function_name === "unnest");
