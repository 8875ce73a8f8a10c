// What compares within an expression: PARTITION BY and ORDER BY of windows, DISTINCT within aggregates, IN of a query's rows.
import type { ResultColumn } from "../../../../sql/results.ts";
import {
  call,
  column,
  hasAggregate,
  isNode,
  type Node,
  selection,
  subquery,
} from "../../../../sql/syntax-tree.ts";
import { SqlError } from "../../../../sql/tokens.ts";
import { type Kind, keyOf, kindOf, type Order, sortKeyOf } from "./nodes.ts";
import type { Query } from "./query.ts";
import { isMember, memberOrUnknown } from "./row-members.ts";
import { same, tablesOf } from "./same-expression.ts";

/** Parts of a query that hold expressions. */
const FIELDS = ["select_list", "where_clause", "having", "qualify", "modifiers"];
/** Those of them that keep rows. */
const CONDITIONS = new Set(["where_clause", "having", "qualify"]);

export async function comparedWithin(node: Node, query: Query): Promise<Node> {
  const from = node.from_table as Node;
  const walker = new Walker(query, from);
  const parts: Node = { ...node };
  for (const field of FIELDS)
    parts[field] = await (CONDITIONS.has(field) ? walker.condition(node[field]) : walker.of(node[field]));
  parts.from_table = await walker.conditions(from);
  return parts;
}

class Walker {
  readonly #query: Query;
  readonly #from: Node;

  constructor(query: Query, from: Node) {
    this.#query = query;
    this.#from = from;
  }

  /** Queries within are walked by themselves. */
  async of(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map((one) => this.of(one)));
    if (!isNode(value) || value.type === "SELECT_NODE" || value.type === "SET_OPERATION_NODE") return value;
    const inner: Node = {};
    for (const [field, one] of Object.entries(value)) inner[field] = await this.of(one);
    if (inner.class === "WINDOW") return this.#window(inner);
    if (inner.class === "FUNCTION" && inner.distinct === true) return this.#distinct(inner);
    if (inner.class === "SUBQUERY" && inner.subquery_type === "ANY") return this.#member(inner);
    return inner;
  }

  /** What keeps rows: to it an unknown truth is none. */
  async condition(value: unknown): Promise<unknown> {
    const { class: kind, type, children, subquery_type } = (value ?? {}) as Node;
    if (kind === "CONJUNCTION" && type === "CONJUNCTION_AND")
      return {
        ...(value as Node),
        children: await Promise.all((children ?? []).map((one) => this.condition(one))),
      };
    if (kind === "SUBQUERY" && subquery_type === "ANY") {
      const member = value as Node;
      return this.#member({ ...member, child: await this.of(member.child) }, isMember);
    }
    return this.of(value);
  }

  /** The conditions of joins. */
  async conditions(table: Node): Promise<Node> {
    if (table?.type !== "JOIN") return table;
    return {
      ...table,
      left: await this.conditions(table.left as Node),
      right: await this.conditions(table.right as Node),
      condition: await this.condition(table.condition),
    };
  }

  #keyed(list: readonly Node[]): Promise<Node[]> {
    return this.#query.keyed(list, this.#from, keyOf);
  }

  async #window(node: Node): Promise<Node> {
    const orders = (node.orders ?? []) as Order[];
    const sorts = orders.map(({ expression }) => expression);
    const expressions = await this.#query.keyed(sorts, this.#from, sortKeyOf);
    return {
      ...node,
      partitions: await this.#keyed((node.partitions ?? []) as Node[]),
      orders: orders.map((order, i) => ({ ...order, expression: expressions[i] })),
    };
  }

  /** An aggregate of distinct values, sorted by these values where it sorts them. */
  async #distinct(node: Node): Promise<Node> {
    const [first, ...rest] = node.children ?? [];
    if (!first) return node;
    const [key = first] = await this.#keyed([first]);
    const tables = tablesOf(this.#from);
    const by = node.order_bys as { orders?: Order[] } | undefined;
    const orders = by?.orders?.map((order) =>
      same(uncast(order.expression), uncast(first), tables) ? { ...order, expression: key } : order,
    );
    return { ...node, children: [key, ...rest], order_bys: { ...by, orders: orders ?? [] } };
  }

  /** `x IN (SELECT y …)`, `(x, y) IN (SELECT …)`, and what negates them. */
  async #member(node: Node, asRow = memberOrUnknown): Promise<Node> {
    const found = await this.#query.columns((node.subquery as { node: Node }).node);
    const member = await this.#keyedMember(node, found);
    const values = rowValues(member.child);
    if (values.length < 2 || node.comparison_type !== "COMPARE_EQUAL") return member;
    if (hasAggregate(values)) {
      // The query within cannot see it; as a condition alone it is right as it is.
      if (asRow === isMember) return member;
      throw new SqlError(
        "ERROR",
        "NOT IN of a row with an aggregate is not available in the local Redshift: compute the aggregate in a query within FROM",
      );
    }
    if (found && found.length !== values.length) return member;
    this.#query.changed();
    return { ...asRow(values, member), alias: node.alias };
  }

  /** @param found the columns of its query */
  async #keyedMember(node: Node, found: ResultColumn[] | undefined): Promise<Node> {
    if (!isNode(node.child)) return node;
    const { child } = node;
    const ofRow = rowValues(child);
    const isRow = ofRow.length > 0;
    const values = isRow ? ofRow : [child];
    const rows = (node.subquery as { node: Node }).node;
    const theirs: Kind[] = found ? found.map(kindOf) : values.map(() => "open");
    const isPlain = theirs.every((kind) => kind === undefined);
    if (theirs.length !== values.length || (isPlain && !this.#query.hasSuper)) return node;
    const ours = await this.#query.kinds(values, this.#from);
    if (isPlain && !ours.includes("super")) return node;
    const key = (side: Node, kind: Kind, other: Kind): Node => {
      if (kind === "super" || other !== "super") return keyOf(side, kind);
      return keyOf(call("rs_to_super", side), "super");
    };
    this.#query.changed();
    const keys = values.map((value, i) => key(value, ours[i], theirs[i]));
    const names = values.map((_, i) => `c${i}`);
    const table = { ...subquery(rows, "__rows"), column_name_alias: names };
    const list = names.map((name, i) => key(column("__rows", name), theirs[i], ours[i]));
    return {
      ...node,
      child: isRow ? { ...child, children: keys } : keys[0],
      subquery: {
        ...(node.subquery as Node),
        node: { ...selection(list[0] as Node, table), select_list: list },
      },
    };
  }
}

/** The values of a row; none where it is something else. */
const rowValues = (node: unknown): readonly Node[] => {
  const { class: kind, function_name, children } = (node ?? {}) as Node;
  return kind === "FUNCTION" && function_name === "row" ? (children ?? []) : [];
};

/** A text that is cast to one is the same. */
const uncast = (node: Node): Node =>
  node.class === "CAST" && (node.cast_type as { id?: string } | undefined)?.id === "VARCHAR"
    ? (node.child as Node)
    : node;
