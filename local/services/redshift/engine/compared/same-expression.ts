// Whether two expressions of a query are the same, wherever they stand, and whether one is an aggregate.
import { hasAggregate, isNode, type Node } from "../../../../sql/syntax-tree.ts";

const PLACES = new Set(["alias", "query_location"]);

/** @param tables names of what stands in FROM: `t.x` and `x` are one column, `doc.x` of a SUPER is none */
export function same(a: unknown, b: unknown, tables: ReadonlySet<string>): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, i) => same(one, b[i], tables));
  if (!isNode(a) || !isNode(b)) return JSON.stringify(a) === JSON.stringify(b);
  if (a.class === "COLUMN_REF" && b.class === "COLUMN_REF")
    return JSON.stringify(pathOf(a, tables)) === JSON.stringify(pathOf(b, tables));
  const fields = Object.keys(a).filter((field) => !PLACES.has(field));
  return fields.every((field) => same(a[field], b[field], tables));
}

/** A column's name with what is within it, without its table and schema: were there two of the name, DuckDB would not know which. */
function pathOf(node: Node, tables: ReadonlySet<string>): string[] {
  const names = ((node.column_names ?? []) as string[]).map((name) => name.toLowerCase());
  if (names.length > 2 && tables.has(names[1] as string) && !tables.has(names[0] as string))
    return names.slice(2);
  return names.length > 1 && tables.has(names[0] as string) ? names.slice(1) : names;
}

/** The names of the tables of a FROM. */
export function tablesOf(from: Node | undefined): ReadonlySet<string> {
  if (!isNode(from)) return new Set();
  if (from.type === "JOIN") return new Set([...tablesOf(from.left as Node), ...tablesOf(from.right as Node)]);
  return new Set([String(from.alias || from.table_name || "").toLowerCase()]);
}

/** Whether the node itself is an aggregate; not whether there is one in it. */
export const isAggregate = (node: Node): boolean =>
  node.class === "FUNCTION" && hasAggregate({ ...node, children: [] });
