// ORDER BY: texts that differ in blanks alone stand beside each other where others are sorted by after them, and a SUPER is sorted by
// its type and value.
import type { Node } from "../../../../sql/syntax-tree.ts";
import { type Kind, type Order, sortKeyOf } from "./nodes.ts";
import type { Query } from "./query.ts";
import { sortTarget } from "./targets.ts";

export async function sorted(node: Node, query: Query): Promise<Node> {
  const modifiers = (node.modifiers ?? []) as (Node & { orders?: Order[] })[];
  const ordered = modifiers.find(({ type }) => type === "ORDER_MODIFIER");
  if (!ordered?.orders || (ordered.orders.length < 2 && !query.hasSuper)) return node;
  const isGrouped = ((node.group_expressions as unknown[] | undefined) ?? []).length > 0;
  const isDistinct = modifiers.some(({ type }) => type === "DISTINCT_MODIFIER");
  if ((isGrouped || isDistinct) && !query.hasSuper) return node;
  const targets = ordered.orders.map(({ expression }) => sortTarget(expression, node.select_list as Node[]));
  const known = await query.kinds(targets, node.from_table as Node);
  // The last of texts need no care, nor do those of groups, which have no two that differ in blanks alone.
  const keys = known.map((kind, i): Kind => {
    if (kind === "super") return kind;
    return kind === "text" && i < known.length - 1 && !isGrouped && !isDistinct ? kind : undefined;
  });
  if (keys.every((kind) => kind === undefined)) return node;
  query.changed();
  const orders = ordered.orders.map((order, i) => {
    const target = targets[i] as Node;
    if (keys[i] === undefined) return order;
    return { ...order, expression: sortKeyOf(target, keys[i]) };
  });
  return { ...node, modifiers: modifiers.map((one) => (one === ordered ? { ...one, orders } : one)) };
}
