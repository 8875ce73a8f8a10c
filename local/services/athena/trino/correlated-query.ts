// What Trino takes of a query that sees the query around it, by where it stands. Each rule was asked of a Trino: oracle/correlations.sql.
import { type CorrelationRules, type Kind, type Misses, selecting } from "../../../sql/correlations.ts";
import { commonTables } from "../../../sql/places.ts";
import { integer, isAggregate, isNode, isNull, type Node, queryWithin } from "../../../sql/syntax-tree.ts";
import { SqlError } from "../../../sql/tokens.ts";

function refuse(): never {
  throw new SqlError("NOT_SUPPORTED", "Given correlated subquery is not supported", 0, 0);
}

/** Trino takes queries apart before it runs them, and refuses those that it cannot. */
export const CORRELATIONS: CorrelationRules = {
  inner: (query, kind, tables, misses) => new QueryJudge(misses).judge(query, kind, tables),
  skips: refuse,
  inOuterJoin: refuse,
};

interface Clauses {
  isGrouped: boolean;
  isDistinct: boolean;
  hasWindow: boolean;
  aggregates: Node[];
  order: Node[];
  limit: { limit?: Node | null; offset?: Node | null } | undefined;
}

function clausesOf(query: Node): Clauses {
  const modifiers = (query.modifiers ?? []) as Node[];
  const ofType = (type: string): Node | undefined => modifiers.find((one) => one.type === type);
  return {
    isGrouped: ((query.group_expressions ?? []) as Node[]).length > 0,
    isDistinct: ofType("DISTINCT_MODIFIER") !== undefined,
    hasWindow: found(query.select_list, (node) => node.class === "WINDOW").length > 0,
    aggregates: found(query.select_list, isAggregate),
    order: (ofType("ORDER_MODIFIER")?.orders ?? []) as Node[],
    limit: ofType("LIMIT_MODIFIER") as Clauses["limit"],
  };
}

/** The nodes of an expression that are so, without what is within them and within queries. */
function found(value: unknown, is: (node: Node) => boolean): Node[] {
  if (Array.isArray(value)) return value.flatMap((one) => found(one, is));
  if (!isNode(value) || value.class === "SUBQUERY") return [];
  return is(value) ? [value] : Object.values(value).flatMap((one) => found(one, is));
}

const conjuncts = (condition: Node | null): Node[] =>
  condition?.type === "CONJUNCTION_AND"
    ? (condition.children ?? []).flatMap(conjuncts)
    : condition
      ? [condition]
      : [];

const isOne = (node: Node | null | undefined): boolean =>
  JSON.stringify((node?.value as { value?: unknown } | undefined)?.value) === "1";

class QueryJudge {
  readonly #misses: Misses;

  constructor(misses: Misses) {
    this.#misses = misses;
  }

  /** @throws SqlError where Trino would not take it */
  async judge(query: Node, kind: Kind, around: readonly unknown[]): Promise<void> {
    if (!(await this.#misses(query, around))) return;
    if (query.type === "SET_OPERATION_NODE") refuse();
    const from = query.from_table as Node | undefined;
    if (query.type !== "SELECT_NODE" || !from || from.type === "EMPTY") return;
    const tables = [...around, ...commonTables(query)];
    if (await this.#misses(selecting(from), tables)) return this.#source(from, query, kind, tables);
    const correlated: Node[] = [];
    for (const one of conjuncts(query.where_clause as Node | null))
      if (await this.#misses(selecting(from, integer(1), one), tables)) correlated.push(one);
    if (found(correlated, isAggregate).length > 0)
      throw new SqlError("EXPRESSION_NOT_SCALAR", "WHERE clause cannot contain aggregations", 0, 0);
    for (const one of (query.group_expressions ?? []) as Node[])
      if (await this.#misses(selecting(from, one), tables)) refuse();
    const clauses = clausesOf(query);
    if (kind === "any") return this.#inAny(query, clauses, tables);
    let isKeyed = true;
    for (const one of correlated) isKeyed &&= await this.#isKey(one, from, tables);
    const isTotal = !clauses.isGrouped && (clauses.aggregates.length > 0 || Boolean(query.having));
    if (query.having && isTotal && correlated.length > 0) refuse();
    const gathers = clauses.isGrouped || clauses.isDistinct;
    if (kind === "exists") {
      if (((gathers || clauses.limit?.limit) && !isKeyed) || clauses.limit?.offset) refuse();
      return;
    }
    if (clauses.hasWindow || (gathers && !isKeyed && kind !== "lateral")) refuse();
    await this.#items(query, clauses, isTotal, tables);
    if (clauses.limit && !isTotal) await this.#limited(query, kind, clauses, isKeyed, tables);
  }

  /** Items name what is around them beside aggregates of the whole, and never within. */
  async #items(query: Node, clauses: Clauses, isTotal: boolean, tables: readonly unknown[]): Promise<void> {
    const from = query.from_table;
    for (const one of clauses.aggregates) if (await this.#misses(selecting(from, one), tables)) refuse();
    if (isTotal || clauses.isGrouped) return;
    if (await this.#listMisses(query, tables)) refuse();
  }

  /** Of rows for each key one may be taken, the first of an order. */
  async #limited(
    query: Node,
    kind: Kind,
    { limit, order }: Clauses,
    isKeyed: boolean,
    tables: readonly unknown[],
  ): Promise<void> {
    const isFirst = isKeyed && isOne(limit?.limit) && !limit?.offset;
    if (!isFirst || (order.length === 0 && kind !== "derived")) refuse();
    for (const { expression } of order as { expression?: Node }[]) {
      const isPlace = expression?.class === "CONSTANT";
      if (!expression || isPlace || found(expression, isAggregate).length > 0) continue;
      if (await this.#listMisses(query, tables, expression)) refuse();
    }
  }

  /** IN, ANY and ALL take rows as they are. */
  async #inAny(query: Node, clauses: Clauses, tables: readonly unknown[]): Promise<void> {
    const { isGrouped, isDistinct, hasWindow, aggregates, limit } = clauses;
    if (isGrouped || isDistinct || hasWindow || aggregates.length > 0 || limit) refuse();
    if (await this.#listMisses(query, tables)) refuse();
  }

  /** Whether the items of a query miss something, or what stands before them. */
  #listMisses(query: Node, tables: readonly unknown[], ...before: Node[]): Promise<boolean> {
    const select_list = [...before, ...(query.select_list as Node[])];
    return this.#misses({ ...selecting(query.from_table), select_list }, tables);
  }

  /** Whether a condition is `column = what is around`, or `column IN (it)`. */
  async #isKey(condition: Node, from: Node, tables: readonly unknown[]): Promise<boolean> {
    const sides =
      condition.type === "COMPARE_EQUAL"
        ? [condition.left as Node, condition.right as Node]
        : condition.type === "COMPARE_IN" && condition.children?.length === 2
          ? condition.children
          : [];
    const outer: Node[] = [];
    const inner: Node[] = [];
    for (const side of sides)
      ((await this.#misses(selecting(from, side), tables)) ? outer : inner).push(side);
    return inner.length === 1 && outer.length === 1 && inner[0]?.class === "COLUMN_REF";
  }

  /** A FROM that names what is around it. */
  async #source(from: Node, query: Node, kind: Kind, tables: readonly unknown[]): Promise<void> {
    if (from.type === "JOIN") return this.#joined(from, query, kind, tables);
    if (from.type === "EXPRESSION_LIST") refuse();
    if (isUnnest(from)) return this.#unnested(query, kind);
    const inner = queryWithin(from);
    // A row beside a query: see row-queries.ts.
    if (inner) await this.judge(inner, from.alias === "__rows" ? kind : "derived", tables);
  }

  async #joined(from: Node, query: Node, kind: Kind, tables: readonly unknown[]): Promise<void> {
    const [left, right] = [from.left as Node, from.right as Node];
    const isPlain = !(await this.#misses(selecting(left), tables));
    if (!isPlain) {
      if (isUnnest(left) || isUnnest(right)) refuse();
      return;
    }
    if (isUnnest(right)) {
      if (from.condition && !isNull(from.condition as Node)) refuse();
      return this.#unnested(query, kind);
    }
    // Both sides stand by themselves: it is the condition that does not.
    if (!(await this.#misses(selecting(right), tables)) && from.join_type !== "INNER") refuse();
  }

  /** The elements of an array that is around, with nothing that chooses among them. */
  #unnested(query: Node, kind: Kind): void {
    const { isGrouped, isDistinct, hasWindow, limit } = clausesOf(query);
    const chooses = query.where_clause || query.having || isGrouped || isDistinct || hasWindow;
    if (chooses || kind === "any" || (kind === "exists" && limit)) refuse();
  }
}

/** UNNEST, and what `unnests.ts` makes of it. */
function isUnnest(from: Node): boolean {
  if (from.type === "TABLE_FUNCTION") return (from.function as Node).function_name === "unnest";
  const inner = queryWithin(from);
  const items = (inner?.select_list ?? []) as Node[];
  return (
    (inner?.from_table as Node | undefined)?.type === "EMPTY" &&
    items.some(({ function_name }) => function_name === "unnest")
  );
}
