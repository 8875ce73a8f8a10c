// GROUP BY of texts and SUPERs: the key of a group is the text without the blanks at its end, or the value of the SUPER, and what
// is shown of the group is one of its texts, as in Redshift.
import {
  bare,
  caseOf,
  column,
  equal,
  hasAggregate,
  integer,
  isNode,
  type Node,
  NULL,
  operator,
  selection,
} from "../../../../sql/syntax-tree.ts";
import { keyOf, named, type Order, shownOf } from "./nodes.ts";
import type { Query } from "./query.ts";
import { isAggregate, same, tablesOf } from "./same-expression.ts";
import { groupTarget, isItem } from "./targets.ts";

export async function grouped(node: Node, query: Query): Promise<Node> {
  if (node.aggregate_handling === "FORCE_AGGREGATES") return groupedByAll(node, query);
  const groups = (node.group_expressions ?? []) as Node[];
  if (groups.length === 0) return node;
  const from = node.from_table as Node;
  const items = node.select_list as Node[];
  const tables = tablesOf(from);
  const isColumn = async (name: Node): Promise<boolean> => (await query.kinds([name], from))[0] !== "open";
  const targets: Node[] = [];
  for (const group of groups) targets.push(bare(await groupTarget(group, items, isColumn)));
  const known = await query.kinds(targets, from);
  if (known.every((kind) => kind === undefined)) return node;
  query.changed();
  const sets = (node.group_sets ?? []) as unknown[];
  const shown = (expression: Node): Node | undefined => {
    const at = targets.findIndex((target, i) => known[i] !== undefined && same(target, expression, tables));
    const target = targets[at];
    if (!target) return undefined;
    const one = shownOf(target);
    if (sets.length < 2) return one;
    // In a row of a set without this key it is null.
    const isAbsent = operator("GROUPING_FUNCTION", keyOf(target, known[at]));
    return whenZero(isAbsent, one);
  };
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (!isNode(value) || value.class === "SUBQUERY" || isAggregate(value)) return value;
    if (value.type === "GROUPING_FUNCTION")
      return { ...value, children: value.children?.map((child) => keyOfTarget(child)) };
    const one = shown(value);
    if (one) return { ...one, alias: value.alias };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
  };
  const keyOfTarget = (child: Node): Node => {
    const at = targets.findIndex((target) => same(target, child, tables));
    return at < 0 ? child : keyOf(targets[at] as Node, known[at]);
  };
  return {
    ...node,
    group_expressions: targets.map((target, i) => keyOf(target, known[i])),
    select_list: items.map((item) => named(replaced(item) as Node, item)),
    having: replaced(node.having),
    qualify: replaced(node.qualify),
    modifiers: replacedOrders(node, items, replaced),
  };
}

/** GROUP BY ALL: by all that is no aggregate. */
async function groupedByAll(node: Node, query: Query): Promise<Node> {
  const from = node.from_table as Node;
  const items: Node[] = [];
  for (const item of node.select_list as Node[]) {
    const columns = item.class === "STAR" ? await query.columns(selection(item, from)) : undefined;
    if (item.class === "STAR" && !columns) return node;
    items.push(...(columns?.map(({ name }) => ({ ...column(name), alias: name })) ?? [item]));
  }
  const keys = items.filter((item) => !hasAggregate(item)).map(bare);
  const sets = keys.length > 0 ? [keys.map((_, i) => i)] : [];
  const plain = { ...node, select_list: items, aggregate_handling: "STANDARD_HANDLING" };
  return grouped({ ...plain, group_expressions: keys, group_sets: sets }, query);
}

function replacedOrders(node: Node, items: readonly Node[], replaced: (value: unknown) => unknown): unknown {
  return ((node.modifiers ?? []) as (Node & { orders?: Order[] })[]).map((one) =>
    one.orders
      ? {
          ...one,
          orders: one.orders.map((order) => ({
            ...order,
            expression: isItem(order.expression, items) ? order.expression : replaced(order.expression),
          })),
        }
      : one,
  );
}

/** `CASE WHEN x = 0 THEN y END`. */
const whenZero = (x: Node, y: Node): Node => caseOf([[equal(x, integer(0)), y]], NULL);
