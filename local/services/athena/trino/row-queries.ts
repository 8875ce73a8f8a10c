// Rows beside queries of several columns: `(a, b) IN (SELECT x, y …)`. To Trino a null within is a value like others there, and the result
// is never a null; DuckDB asks for each column by itself. So the query's columns are made a row, as which DuckDB has them as Trino.
import {
  call,
  type Node,
  operator,
  queryWithin,
  selection,
  star,
  subquery,
} from "../../../sql/syntax-tree.ts";

const isRow = (node: unknown): boolean => {
  const { function_name, children } = (node ?? {}) as Node;
  return function_name === "row" && (children?.length ?? 0) > 1;
};

/** A query of the same rows with one column, in which all columns are. */
function asRows(query: unknown): unknown {
  const { node } = query as { node: Node };
  const columns = operator("OPERATOR_UNPACK", star(true));
  return {
    ...(query as object),
    node: { ...selection(star(false), subquery(node, "__rows")), select_list: [call("row", columns)] },
  };
}

/** IN, ANY and ALL of a query beside a row; the node itself where it is none. */
export const rowInQuery = (node: Node): Node =>
  node.class === "SUBQUERY" && node.subquery_type === "ANY" && isRow(node.child)
    ? { ...node, subquery: asRows(node.subquery) }
    : node;

/** A row beside a query of one row; the node itself where it is none. */
export function rowAndQuery(node: Node): Node {
  const { left, right } = node;
  if (isRow(left) && isWide(right)) return { ...node, right: inOne(right as Node) };
  return isRow(right) && isWide(left) ? { ...node, left: inOne(left as Node) } : node;
}

/** Whether it is a query of one row that names several columns. */
function isWide(node: unknown): boolean {
  const query = (node ?? {}) as Node;
  const items = queryWithin(query)?.select_list as Node[] | undefined;
  return query.subquery_type === "SCALAR" && (items?.length ?? 0) > 1;
}
const inOne = (node: Node): Node => ({ ...node, subquery: asRows(node.subquery) });
