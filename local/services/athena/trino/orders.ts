// What Trino asks of ORDER BY and DuckDB does not: beside DISTINCT an order of what is selected, and in an aggregate no column that the
// result has.
import { hasAggregate, isNode, type Node } from "../../../sql/syntax-tree.ts";
import { SqlError } from "../../../sql/tokens.ts";

/** Queries that may have such an order. */
export const MAY_ORDER = /\bdistinct\b.*\border\s+by\b|\border\s+by\b.*\(/is;

interface Modifier {
  type: string;
  orders?: { expression: Node }[];
}

export function refuseOrders(tree: unknown): void {
  if (Array.isArray(tree)) for (const item of tree) refuseOrders(item);
  if (!isNode(tree)) return;
  if (tree.type === "SELECT_NODE") refuseOrder(tree);
  for (const value of Object.values(tree)) refuseOrders(value);
}

function refuseOrder(query: Node): void {
  const modifiers = (query.modifiers ?? []) as Modifier[];
  const orders = modifiers.flatMap((one) => (one.type === "ORDER_MODIFIER" ? (one.orders ?? []) : []));
  const items = (query.select_list ?? []) as Node[];
  const isKnown = !items.some((item) => item.class === "STAR");
  const outputs = new Set(items.flatMap((item) => nameOf(item) ?? []));
  const isDistinct = modifiers.some((one) => one.type === "DISTINCT_MODIFIER");
  const selected = new Set(items.map(shape));
  for (const { expression } of orders) {
    const isSelected =
      expression.class === "CONSTANT" ||
      selected.has(shape(expression)) ||
      (expression.class === "COLUMN_REF" && outputs.has(nameOf(expression) ?? ""));
    if (isDistinct && isKnown && !isSelected)
      throw new SqlError(
        "EXPRESSION_NOT_IN_DISTINCT",
        "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
      );
    if (aggregatesOutput(expression, outputs))
      throw new SqlError(
        "COLUMN_NOT_FOUND",
        "Invalid reference to output projection attribute from ORDER BY aggregation",
      );
  }
}

/** The name of an item in the result, in lower case. */
function nameOf(item: Node): string | undefined {
  const name = item.alias || (item.class === "COLUMN_REF" ? (item.column_names as string[]).at(-1) : "");
  return name?.toLowerCase() || undefined;
}

/** An expression without its name, its place and the tables of its columns. */
const shape = (node: Node): string =>
  JSON.stringify({ ...node, alias: "" }, (key, value) =>
    key === "query_location" ? undefined : key === "column_names" ? (value as string[]).slice(-1) : value,
  );

/** Whether an expression aggregates what goes by the name of a column of the result. */
function aggregatesOutput(value: unknown, outputs: ReadonlySet<string>, within = false): boolean {
  if (Array.isArray(value)) return value.some((item) => aggregatesOutput(item, outputs, within));
  if (!isNode(value) || value.class === "SUBQUERY" || value.class === "WINDOW") return false;
  if (value.class === "COLUMN_REF") {
    const [name = "", ...more] = value.column_names as string[];
    return within && more.length === 0 && outputs.has(name.toLowerCase());
  }
  const isAggregate = value.class === "FUNCTION" && hasAggregate({ ...value, children: [] });
  return Object.values(value).some((inner) => aggregatesOutput(inner, outputs, within || isAggregate));
}
