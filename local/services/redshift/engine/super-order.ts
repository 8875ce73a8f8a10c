// ORDER BY of a SUPER: by type first (truth values, numbers, texts, arrays, objects), then by value, where DuckDB would sort the
// text of its JSON. Source: the order of types on AWS's page of ARRAY_SORT.
import type { DuckDBConnection } from "@duckdb/node-api";
import { resultColumns } from "../../../sql/results.ts";
import { call, type Node, textOfTree, treeOf, withDoubles } from "../../../sql/syntax-tree.ts";

interface Order {
  expression: Node;
  [field: string]: unknown;
}

/** The query with its outermost ORDER BY sorting each SUPER by its value. */
export async function orderSupers(connection: DuckDBConnection, sql: string): Promise<string> {
  if (!/\border\s+by\b/i.test(sql)) return sql;
  const tree = await treeOf(connection, sql);
  const [statement] = (tree?.statements ?? []) as { node: Node }[];
  const node = statement?.node;
  if (!tree || node?.type !== "SELECT_NODE") return sql;
  const modifiers = node.modifiers as (Node & { orders?: Order[] })[];
  const ordered = modifiers.find(({ type }) => type === "ORDER_MODIFIER");
  // What DISTINCT leaves can be sorted by its own columns alone.
  if (!ordered?.orders || modifiers.some(({ type }) => type === "DISTINCT_MODIFIER")) return sql;
  const targets = ordered.orders.map(({ expression }) => targetOf(expression, node));
  const probe = { ...node, modifiers: [], select_list: targets.map((one) => ({ ...one, alias: "" })) };
  const asked = { ...tree, statements: [{ ...statement, node: probe }] };
  const types = await resultColumns(connection, await textOfTree(connection, withDoubles(asked))).catch(
    () => [],
  );
  if (!types.some(({ type }) => type === "JSON")) return sql;
  const orders = ordered.orders.map((order, i) =>
    types[i]?.type === "JSON"
      ? { ...order, expression: call("rs_super_key", { ...(targets[i] as Node), alias: "" }) }
      : order,
  );
  const changed = {
    ...node,
    modifiers: modifiers.map((one) => (one === ordered ? { ...one, orders } : one)),
  };
  return textOfTree(connection, withDoubles({ ...tree, statements: [{ ...statement, node: changed }] }));
}

/** What a position or an alias stands for. */
function targetOf(expression: Node, query: Node): Node {
  const items = query.select_list as Node[];
  if (expression.class === "CONSTANT") {
    const { value } = expression.value as { value?: unknown };
    const at = Number((value as { rawJSON?: string } | undefined)?.rawJSON ?? value) - 1;
    const isSure = !items.slice(0, at + 1).some((item) => item.class === "STAR");
    return (isSure ? items[at] : undefined) ?? expression;
  }
  const [name, ...more] = (expression.column_names ?? []) as string[];
  if (expression.class !== "COLUMN_REF" || more.length > 0) return expression;
  return items.find((item) => item.alias !== "" && item.alias === name) ?? expression;
}
