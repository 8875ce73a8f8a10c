// Parts of the syntax tree where texts and SUPERs are grouped: keys, what is shown of a group, what a position or an alias stands for.
import type { ResultColumn } from "../../../sql/results.ts";
import { call, cast, type Node } from "../../../sql/syntax-tree.ts";
import { same } from "./same-expression.ts";

export type Kind = "text" | "super" | undefined;
export const kindOf = ({ type }: ResultColumn): Kind =>
  type === "VARCHAR" ? "text" : type === "JSON" ? "super" : undefined;

export const bare = (node: Node): Node => ({ ...node, alias: "" });
const BLANK: Node = {
  class: "CONSTANT",
  type: "VALUE_CONSTANT",
  alias: "",
  value: { type: { id: "VARCHAR", type_info: null }, is_null: false, value: " " },
};
/** What stands for a value where it is the key of a group. */
export function keyOf(node: Node, kind: Kind): Node {
  if (kind === "text") return withoutBlanks(bare(node));
  if (kind === "super") return call("rs_canonical", cast(bare(node), { id: "VARCHAR", type_info: null }));
  return bare(node);
}
/** `CASE WHEN ends_with(x, ' ') THEN rtrim(x, ' ') ELSE x END`: making no new text where none is needed is three times as fast. */
const withoutBlanks = (text: Node): Node => ({
  class: "CASE",
  type: "CASE_EXPR",
  alias: "",
  case_checks: [{ when_expr: call("ends_with", text, BLANK), then_expr: call("rtrim", text, BLANK) }],
  else_expr: text,
});
/** One value of a group. */
export const shownOf = (node: Node): Node => call("any_value", bare(node));

export interface Order {
  expression: Node;
  [field: string]: unknown;
}

/** A text that is cast to one is the same. */
const uncast = (node: Node): Node =>
  node.class === "CAST" && (node.cast_type as { id?: string } | undefined)?.id === "VARCHAR"
    ? (node.child as Node)
    : node;

/** An aggregate of distinct values, sorted by these values where it sorts them. */
export async function distinctOf(
  node: Node,
  keyed: (list: readonly Node[]) => Promise<Node[]>,
): Promise<Node> {
  const [first, ...rest] = node.children ?? [];
  if (!first) return node;
  const [key = first] = await keyed([first]);
  const by = node.order_bys as { orders?: Order[] } | undefined;
  const orders = by?.orders?.map((order) =>
    same(uncast(order.expression), uncast(first)) ? { ...order, expression: key } : order,
  );
  return { ...node, children: [key, ...rest], order_bys: { ...by, orders: orders ?? [] } };
}

/** What a position or an alias stands for. */
export function targetOf(expression: Node, items: readonly Node[]): Node {
  if (expression.class === "CONSTANT") {
    const { value } = expression.value as { value?: unknown };
    const at = Number((value as { rawJSON?: string } | undefined)?.rawJSON ?? value) - 1;
    const isSure = !items.slice(0, at + 1).some((item) => item.class === "STAR");
    return (isSure ? items[at] : undefined) ?? expression;
  }
  const [name, ...more] = (expression.column_names ?? []) as string[];
  if (expression.class !== "COLUMN_REF" || more.length > 0) return expression;
  // A column goes before an alias of the same name; where it is the alias of that very column, both are one.
  const item = items.find((one) => one.alias !== "" && one.alias?.toLowerCase() === name?.toLowerCase());
  return item && item.class !== "COLUMN_REF" ? item : (item ?? expression);
}

/** An item keeps the name that it had. */
export function named(changed: Node, item: Node): Node {
  if (item.alias || item.class !== "COLUMN_REF") return changed;
  return changed === item
    ? item
    : { ...changed, alias: ((item.column_names ?? []) as string[]).at(-1) ?? "" };
}

export function replacedOrders(
  node: Node,
  items: readonly Node[],
  replaced: (value: unknown) => unknown,
): unknown {
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

/** Whether an expression of ORDER BY is a position or the name of an item. */
const isItem = (expression: Node, items: readonly Node[]): boolean => {
  const names = (expression.column_names ?? []) as string[];
  return (
    expression.class === "CONSTANT" ||
    (names.length === 1 && items.some((item) => item.alias !== "" && item.alias === names[0]))
  );
};

/** `CASE WHEN x = 0 THEN y END`. */
export const whenZero = (x: Node, y: Node): Node => ({
  class: "CASE",
  type: "CASE_EXPR",
  alias: "",
  case_checks: [
    {
      when_expr: {
        class: "COMPARISON",
        type: "COMPARE_EQUAL",
        alias: "",
        left: x,
        right: {
          class: "CONSTANT",
          type: "VALUE_CONSTANT",
          alias: "",
          value: { type: { id: "INTEGER", type_info: null }, is_null: false, value: 0 },
        },
      },
      then_expr: y,
    },
  ],
  else_expr: {
    class: "CONSTANT",
    type: "VALUE_CONSTANT",
    alias: "",
    value: { type: { id: "NULL", type_info: null }, is_null: true },
  },
});
