// Whether two expressions of a syntax tree are the same, wherever they stand, and whether one is an aggregate.
import { hasAggregate, isNode, type Node } from "../../../sql/syntax-tree.ts";

const PLACES = new Set(["alias", "query_location"]);

export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, i) => same(one, b[i]));
  if (!isNode(a) || !isNode(b)) return JSON.stringify(a) === JSON.stringify(b);
  if (a.class === "COLUMN_REF" && b.class === "COLUMN_REF") return sameColumn(a, b);
  const fields = Object.keys(a).filter((field) => !PLACES.has(field));
  return fields.every((field) => same(a[field], b[field]));
}

/** `t.x` and `x` are one column: were there two of the name, DuckDB would not know which. */
function sameColumn(a: Node, b: Node): boolean {
  const [left, right] = [a, b].map((one) =>
    ((one.column_names ?? []) as string[]).map((name) => name.toLowerCase()).reverse(),
  );
  const length = Math.min(left?.length ?? 0, right?.length ?? 0);
  return length > 0 && same(left?.slice(0, length), right?.slice(0, length));
}

/** Whether the node itself is an aggregate; not whether there is one in it. */
export const isAggregate = (node: Node): boolean =>
  node.class === "FUNCTION" && hasAggregate({ ...node, children: [] });
