// What an expression of GROUP BY or ORDER BY stands for: a position, a name of the select list, a column, or itself. In GROUP BY a
// column of FROM goes before a name of the select list, in ORDER BY it goes after it, as PostgreSQL has it.
import type { Node } from "../../../../sql/syntax-tree.ts";

/** The item at a position; undefined where the expression is none, or a star stands before it. */
function positioned(expression: Node, items: readonly Node[]): Node | undefined {
  if (expression.class !== "CONSTANT") return undefined;
  const { value } = expression.value as { value?: unknown };
  const at = Number((value as { rawJSON?: string } | undefined)?.rawJSON ?? value) - 1;
  return items.slice(0, at + 1).some((item) => item.class === "STAR") ? undefined : items[at];
}

/** The item that has the name. */
function named(expression: Node, items: readonly Node[]): Node | undefined {
  const [name, ...more] = (expression.column_names ?? []) as string[];
  if (expression.class !== "COLUMN_REF" || name === undefined || more.length > 0) return undefined;
  return items.find((item) => item.alias !== "" && item.alias?.toLowerCase() === name.toLowerCase());
}

/** What ORDER BY sorts by. */
export const sortTarget = (expression: Node, items: readonly Node[]): Node =>
  positioned(expression, items) ?? named(expression, items) ?? expression;

/**
 * What GROUP BY groups by.
 * @param isColumn whether a name is that of a column of FROM
 */
export async function groupTarget(
  expression: Node,
  items: readonly Node[],
  isColumn: (name: Node) => Promise<boolean>,
): Promise<Node> {
  const item = named(expression, items);
  if (item) return (await isColumn(expression)) ? expression : item;
  return positioned(expression, items) ?? expression;
}

/** Whether an expression of ORDER BY is a position or the name of an item. */
export const isItem = (expression: Node, items: readonly Node[]): boolean =>
  expression.class === "CONSTANT" || named(expression, items) !== undefined;
