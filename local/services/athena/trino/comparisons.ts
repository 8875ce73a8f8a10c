// Comparisons that DuckDB and Trino decide otherwise: of doubles that are no numbers, and of arrays, rows and maps with nulls in them.
import { isNode, type Node } from "../../../sql/syntax-tree.ts";
import {
  finite,
  finiteCondition,
  finiteKey,
  finiteList,
  finiteNullif,
  finiteUsing,
  MAY_BE_NAN,
} from "./finite.ts";
import { MAKES_NESTED, MAY_BE_NESTED, nestedComparison, nestedKey, nestedList } from "./nested.ts";
import { rowAndQuery, rowInQuery } from "./row-queries.ts";

const COMPARED = /[=<>]|\bIN\b|\bnullif\b|\busing\b/i;

/** What the tables of a query have. */
export interface Holds {
  decimals: boolean;
  doubles: boolean;
  nested: boolean;
}

/** What changes a query's comparisons into those that Trino has; undefined where they are the same. */
export function comparisons(sql: string, holds: Holds): ((tree: Node) => Node) | undefined {
  const isDouble = holds.doubles || MAY_BE_NAN.test(sql);
  const isNested = holds.nested || MAY_BE_NESTED.test(sql);
  if (!COMPARED.test(sql) || (!isDouble && !isNested)) return undefined;
  return (tree) => {
    const walk = new Walk(isDouble, isNested, holds.nested || MAKES_NESTED.test(sql));
    const changed = walk.of(tree) as Node;
    return walk.changes > 0 ? changed : tree;
  };
}

class Walk {
  changes = 0;
  readonly #isDouble: boolean;
  readonly #isNested: boolean;
  readonly #hasNested: boolean;

  constructor(isDouble: boolean, isNested: boolean, hasNested: boolean) {
    this.#isDouble = isDouble;
    this.#isNested = isNested;
    this.#hasNested = hasNested;
  }

  /** @param isJoin whether it is the condition of a JOIN, or a part of it that AND binds */
  of(value: unknown, isJoin = false): unknown {
    if (Array.isArray(value)) return value.map((one) => this.of(one, isJoin));
    if (!isNode(value)) return value;
    const isAnd = isJoin && value.type === "CONJUNCTION_AND";
    const inner = Object.fromEntries(
      Object.entries(value).map(([field, one]) => [
        field,
        this.of(one, (value.type === "JOIN" && field === "condition") || (isAnd && field === "children")),
      ]),
    ) as Node;
    const changed = this.#changed(inner, isJoin);
    if (changed !== inner) this.changes++;
    return changed;
  }

  #changed(node: Node, isJoin: boolean): Node {
    if (node.class === "COMPARISON") return this.#compared(rowAndQuery(node), isJoin);
    if (node.class === "SUBQUERY") return rowInQuery(node);
    if (node.type === "COMPARE_IN" || node.type === "COMPARE_NOT_IN")
      return (this.#isNested ? nestedList(node) : undefined) ?? (this.#isDouble ? finiteList(node) : node);
    if (!this.#isDouble) return node;
    if (node.type === "SELECT_NODE" && node.where_clause)
      return { ...node, where_clause: finiteCondition(node.where_clause as Node) };
    if (node.type === "JOIN") return finiteUsing(node);
    if (node.class === "FUNCTION" && node.function_name === "nullif")
      return finiteNullif(node, (equal) => this.#compared(equal, false));
    return node;
  }

  #compared(node: Node, isJoin: boolean): Node {
    const nested = !this.#isNested
      ? undefined
      : isJoin
        ? nestedKey(node, this.#hasNested)
        : nestedComparison(node, this.#hasNested);
    if (!this.#isDouble) return nested ?? node;
    if (isJoin) return finiteKey(nested ?? node);
    // Where tables have both, a comparison may be of either: `trino_equal` compares doubles as well.
    return nested ?? finite(node);
  }
}
