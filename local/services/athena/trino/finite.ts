// A double that is no number: DuckDB has it equal to itself and greater than all others, Trino has it equal to none, and neither less nor
// greater. Comparisons that may meet one say so beside them. Those of a JOIN stay as they are: they would no longer be hashed.
import type { DuckDBConnection } from "@duckdb/node-api";
import { and, asDouble, call, isNode, type Node, textOfTree, treeOf } from "../../../sql/syntax-tree.ts";

/** What makes a double, or reads one that is no number. */
export const MAY_BE_NAN = /\b(?:DOUBLE|FLOAT|nan)\b|trino_(?:sqrt|ln|log10)\(/i;
const COMPARED = /[=<>]/;

const or = (a: Node, b: Node): Node => ({
  class: "CONJUNCTION",
  type: "CONJUNCTION_OR",
  alias: "",
  children: [a, b],
});
const not = (node: Node): Node => ({ class: "OPERATOR", type: "OPERATOR_NOT", alias: "", children: [node] });
const comparable = (node: unknown): Node => call("trino_comparable", { ...(node as Node), alias: "" });
/** A number or a text that is written out. */
const isWritten = (node: unknown): boolean => isNode(node) && node.class === "CONSTANT";

function finite(node: Node): Node {
  const { left, right, alias = "" } = node;
  if (isWritten(left) && isWritten(right)) return node;
  const bare = { ...node, alias: "" };
  switch (node.type) {
    case "COMPARE_EQUAL":
      return { ...and(bare, comparable(isWritten(left) ? right : left)), alias };
    case "COMPARE_NOTEQUAL":
      if (isWritten(left) || isWritten(right)) return node;
      return { ...or(bare, not(or(comparable(left), comparable(right)))), alias };
    case "COMPARE_GREATERTHAN":
    case "COMPARE_GREATERTHANOREQUALTO":
      return isWritten(left) ? node : { ...and(bare, comparable(left)), alias };
    case "COMPARE_LESSTHAN":
    case "COMPARE_LESSTHANOREQUALTO":
      return isWritten(right) ? node : { ...and(bare, comparable(right)), alias };
    default:
      return node;
  }
}

/** The query with such comparisons as Trino has them. */
export async function finiteComparisons(connection: DuckDBConnection, sql: string): Promise<string> {
  if (!COMPARED.test(sql)) return sql;
  const tree = await treeOf(connection, sql);
  if (!tree) return sql;
  const walked = (value: unknown, isJoin = false): unknown => {
    if (Array.isArray(value)) return value.map((one) => walked(one));
    if (!isNode(value)) return value;
    const inner = Object.fromEntries(
      Object.entries(value).map(([field, one]) => [
        field,
        value.type === "JOIN" && field === "condition"
          ? walked(one, true)
          : walked(one, isJoin && value.class === "CONJUNCTION"),
      ]),
    ) as Node;
    if (inner.class === "CONSTANT") return asDouble(inner);
    return inner.class === "COMPARISON" && !isJoin ? finite(inner) : inner;
  };
  return textOfTree(connection, walked(tree) as Node);
}
