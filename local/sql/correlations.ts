// Queries within queries that see what is around them. DuckDB takes them all; AWS's engines have to take them apart and refuse what they
// cannot. Whether a query sees more than its own is asked of DuckDB, which does not bind it by itself then.
import type { DuckDBConnection } from "@duckdb/node-api";
import { columnsOfNode, commonTables } from "./places.ts";
import { exists, integer, isNode, type Node, queryWithin, selection, treeOf } from "./syntax-tree.ts";

/** Where a query stands: as a value, in EXISTS, in IN, ANY and ALL, after LATERAL, in a FROM. */
export type Kind = "scalar" | "exists" | "any" | "lateral" | "derived";

/** Whether a query names columns that it has not, given the common tables around it. */
export type Misses = (node: Node, tables: readonly unknown[]) => Promise<boolean>;

/** What an engine says of them; each throws where the engine refuses. */
export interface CorrelationRules {
  /** Of a query within another, whether it sees it or not. */
  inner(query: Node, kind: Kind, tables: readonly unknown[], misses: Misses): Promise<void>;
  /** Of one that sees past the query around it. */
  skips(): never;
  /** Of one in the condition of an outer join that sees what is joined. */
  inOuterJoin(): never;
}

const MAY_CORRELATE = /\(\s*(?:select|with|values)\b/i;
const NO_COLUMN = /Referenced (?:column|table|struct) .* not found|does not have a column named/;
const KINDS: Readonly<Record<string, Kind>> = { SCALAR: "scalar", EXISTS: "exists", ANY: "any" };

/** One value of what a FROM has. */
export const selecting = (from: unknown, item: Node = integer(1), where: Node | null = null): Node =>
  selection(item, from as Node, where);

/**
 * Applies an engine's rules to the queries within a query that binds.
 * @param prepare makes the macros that a text needs
 * @throws SqlError where the engine refuses one
 */
export async function checkCorrelations(
  connection: DuckDBConnection,
  sql: string,
  rules: CorrelationRules,
  prepare?: (text: string) => Promise<void>,
): Promise<void> {
  const tree = MAY_CORRELATE.test(sql) ? await treeOf(connection, sql) : undefined;
  if (!tree) return;
  const misses: Misses = async (node, tables) => {
    try {
      const map = [...tables, ...commonTables(node)];
      await columnsOfNode(connection, tree, { ...node, cte_map: { map } }, prepare);
      return false;
    } catch (error) {
      return NO_COLUMN.test((error as Error).message);
    }
  };
  const walk = new Walk(rules, misses);
  for (const { node } of (tree.statements ?? []) as { node: Node }[]) {
    try {
      await walk.query(node, [], false);
    } catch (error) {
      // What names a column that is nowhere is for others to say.
      if (!(await misses(node, []))) throw error;
    }
  }
}

class Walk {
  readonly #rules: CorrelationRules;
  readonly #misses: Misses;

  constructor(rules: CorrelationRules, misses: Misses) {
    this.#rules = rules;
    this.#misses = misses;
  }

  /** @param isInner whether it stands in another */
  async query(node: Node, around: readonly unknown[], isInner: boolean): Promise<void> {
    const own = commonTables(node);
    const tables = [...around, ...own];
    for (const table of own) await this.#within(table, tables, undefined, false);
    const { cte_map: _, ...parts } = node;
    const isSelect = node.type === "SELECT_NODE";
    await this.#within(Object.values(parts), tables, isSelect ? node : undefined, isSelect && isInner);
  }

  async #within(
    value: unknown,
    tables: readonly unknown[],
    query: Node | undefined,
    isInner: boolean,
  ): Promise<void> {
    if (Array.isArray(value)) for (const one of value) await this.#within(one, tables, query, isInner);
    if (!isNode(value)) return;
    if (/^(?:SELECT|SET_OPERATION)_NODE$/.test(value.type ?? "")) return this.query(value, tables, false);
    if (value.type === "JOIN") await this.#join(value, tables);
    const inner = queryWithin(value);
    if (value.class === "SUBQUERY" && inner) {
      const kind = KINDS[value.subquery_type as string] ?? "scalar";
      await this.#rules.inner(inner, kind, tables, this.#misses);
      if (query && isInner && (await this.#passes(inner, query, tables))) this.#rules.skips();
      await this.#within(value.child, tables, query, isInner);
      return this.query(inner, tables, true);
    }
    await this.#within(Object.values(value), tables, query, isInner);
  }

  /** Whether a query sees more than the one around it has. */
  async #passes(inner: Node, query: Node, tables: readonly unknown[]): Promise<boolean> {
    if (await this.#misses(selecting(query.from_table), tables)) return false;
    return this.#misses(selecting(query.from_table, exists(inner)), tables);
  }

  /** What stands after LATERAL, and the condition of an outer join. */
  async #join(node: Node, tables: readonly unknown[]): Promise<void> {
    const isOuter = node.join_type !== "INNER";
    const right = node.right as Node;
    const inner = queryWithin(right);
    if (inner && (await this.#misses(inner, tables))) {
      await this.#rules.inner(inner, "lateral", tables, this.#misses);
      if (isOuter && node.condition && !isTrue(node.condition as Node)) this.#rules.inOuterJoin();
    }
    if (!isOuter) return;
    for (const query of queriesIn(node.condition))
      if (await this.#misses(query, tables)) this.#rules.inOuterJoin();
  }
}

/** TRUE, as DuckDB writes it: the text `t` as a truth value. */
const isTrue = (node: Node): boolean => {
  const value = (((node.child as Node | undefined) ?? node).value ?? {}) as { value?: unknown };
  return value.value === "t" || value.value === true;
};

/** The queries of an expression, without those within them. */
function queriesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(queriesIn);
  if (!isNode(value)) return [];
  if (value.class === "SUBQUERY") return [queryWithin(value) ?? []].flat();
  return Object.values(value).flatMap(queriesIn);
}
