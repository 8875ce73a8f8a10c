// A double that is no number: DuckDB has it equal to itself and greater than all others, Trino has it equal to none, and neither less nor
// greater. Comparisons that may meet one say so beside them; those of a JOIN, which are to be hashed, have a null in its place.
import {
  and,
  bare,
  call,
  caseOf,
  column,
  equal,
  isNode,
  isNull,
  type Node,
  NULL,
  not,
  or,
  selection,
  star,
  subquery,
} from "../../../sql/syntax-tree.ts";

/** What makes a double, or reads one that is no number. */
export const MAY_BE_NAN = /\b(?:DOUBLE|FLOAT|nan)\b|trino_(?:sqrt|ln|log10)\(/i;

const comparable = (node: unknown): Node => call("trino_comparable", bare(node as Node));
/** A number or a text that is written out. */
const isWritten = (node: unknown): boolean => isNode(node) && node.class === "CONSTANT";

/** A comparison outside of a JOIN. */
export function finite(node: Node): Node {
  const { left, right, alias = "" } = node;
  if (isWritten(left) && isWritten(right)) return node;
  const plain = bare(node);
  switch (node.type) {
    case "COMPARE_EQUAL":
      return { ...and(plain, comparable(isWritten(left) ? right : left)), alias };
    case "COMPARE_NOTEQUAL":
      if (isWritten(left) || isWritten(right)) return node;
      return { ...or(plain, not(or(comparable(left), comparable(right)))), alias };
    case "COMPARE_GREATERTHAN":
    case "COMPARE_GREATERTHANOREQUALTO":
      return isWritten(left) ? node : { ...and(plain, comparable(left)), alias };
    case "COMPARE_LESSTHAN":
    case "COMPARE_LESSTHANOREQUALTO":
      return isWritten(right) ? node : { ...and(plain, comparable(right)), alias };
    default:
      return node;
  }
}

/** A comparison that joins. */
export function finiteKey(node: Node): Node {
  if (node.type === "COMPARE_NOTEQUAL") return finite(node);
  const key = (side: unknown): Node =>
    isWritten(side) ? (side as Node) : call("trino_key", bare(side as Node));
  return { ...node, left: key(node.left), right: key(node.right) };
}

/** IN and NOT IN of a list. */
export function finiteList(node: Node): Node {
  const [value, ...list] = node.children ?? [];
  if (!value || isWritten(value) || list.every(isWritten)) return node;
  const isIn = node.type === "COMPARE_IN";
  const said = isIn ? and(bare(node), comparable(value)) : or(bare(node), not(comparable(value)));
  return { ...said, alias: node.alias ?? "" };
}

/** A condition of WHERE: an IN of a query that must hold is a JOIN to Trino. Elsewhere its hashes take one for another. */
export function finiteCondition(node: Node): Node {
  if (node.type === "CONJUNCTION_AND")
    return { ...node, children: (node.children ?? []).map(finiteCondition) };
  const isIn =
    node.class === "SUBQUERY" && node.subquery_type === "ANY" && node.comparison_type === "COMPARE_EQUAL";
  return isIn ? and(node, comparable(node.child)) : node;
}

/** JOIN … USING, of whose side that may be dropped only what compares takes part. */
export function finiteUsing(node: Node): Node {
  const columns = (node.using_columns ?? []) as string[];
  const side = { INNER: "right", LEFT: "right", RIGHT: "left" }[String(node.join_type)];
  const table = side === undefined ? undefined : (node[side] as Node);
  const alias = table?.alias || table?.table_name;
  if (columns.length === 0 || side === undefined || !table || typeof alias !== "string" || !alias)
    return node;
  const condition = columns.map((name) => comparable(column(alias, name))).reduce((a, b) => and(a, b));
  return { ...node, [side]: subquery(selection(star(false), table, condition), alias) };
}

/** NULLIF, whose values are compared. */
export function finiteNullif(node: Node, compared: (node: Node) => Node): Node {
  const [left = NULL, right = NULL] = (node.children ?? []).map(bare);
  if (isWritten(right) || isNull(left)) return node;
  return { ...caseOf([[compared(equal(left, right)), NULL]], left), alias: node.alias ?? "" };
}
