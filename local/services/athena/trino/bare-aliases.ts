// DuckDB lets an alias stand for its expression in the clauses and items beside it, Trino in ORDER BY alone.
import {
  bare,
  changedFromWithin,
  isNode,
  type Node,
  NULL,
  operator,
  selection,
  star,
  subquery,
  unionAll,
} from "../../../sql/syntax-tree.ts";

/** The tree in which such queries also stand without their aliases, which does not bind then; undefined where there are none. */
export function withoutAliases(tree: Node): Node | undefined {
  let found = 0;
  const changed = changedFromWithin(tree, (inner, before) => {
    if (inner.type !== "SELECT_NODE" || !usesAlias(before)) return inner;
    found++;
    const unnamed = { ...inner, select_list: (inner.select_list as Node[]).map(bare), modifiers: [] };
    const never = operator("OPERATOR_IS_NOT_NULL", NULL);
    return unionAll(
      selection(star(false), subquery(inner, "__named")),
      selection(star(false), subquery(unnamed, "__bare"), never),
    );
  });
  return found > 0 ? changed : undefined;
}

function usesAlias(node: Node): boolean {
  const items = node.select_list as Node[];
  const aliases = new Set(items.flatMap((item) => (item.alias ? [item.alias.toLowerCase()] : [])));
  if (aliases.size === 0) return false;
  return [items, node.where_clause, node.group_expressions, node.having].some((place) =>
    names(place, aliases),
  );
}

/** Whether an expression has a column of one of these names, without a table's. */
function names(value: unknown, aliases: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((item) => names(item, aliases));
  if (!isNode(value) || value.class === "SUBQUERY") return false;
  if (value.class === "COLUMN_REF") {
    const [name = "", ...more] = value.column_names as string[];
    return more.length === 0 && aliases.has(name.toLowerCase());
  }
  return Object.values(value).some((inner) => names(inner, aliases));
}
