// Where an expression of a query stands, and what DuckDB says of its type there.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type ResultColumn, resultColumns } from "./results.ts";
import { isNode, type Node, scalar, textOfTree } from "./syntax-tree.ts";

/** The queries around an expression that it may take columns from, the nearest last. */
export interface Place {
  queries: readonly Node[];
  /** Common tables of all queries around. */
  tables: readonly unknown[];
}

export const OUTSIDE: Place = { queries: [], tables: [] };

/** A query's parts that say nothing of the types of its columns, and may hold calls that are not resolved yet. */
const NOTHING_ELSE = { modifiers: [], where_clause: null, having: null, qualify: null };
const UNGROUPED = { group_expressions: [], group_sets: [] };

/** The place of what is within a node. */
function placeWithin(node: Node, place: Place): Place {
  if (node.type !== "SELECT_NODE") return place;
  return { queries: [...place.queries, node], tables: [...place.tables, ...commonTables(node)] };
}

/** The common tables of a query of its own. */
export const commonTables = (query: Node): unknown[] =>
  (query.cte_map as { map?: unknown[] } | undefined)?.map ?? [];

/**
 * The columns that a query would return; throws where it cannot be bound.
 * @param tree of the statement that the query is a part of
 * @param prepare makes the macros that a text needs
 */
export async function columnsOfNode(
  connection: DuckDBConnection,
  tree: Node,
  node: Node,
  prepare: (text: string) => Promise<void> = async () => undefined,
): Promise<ResultColumn[]> {
  const text = await textOfTree(connection, { ...tree, statements: [{ node, named_param_map: [] }] });
  await prepare(text);
  return resultColumns(connection, text);
}

/** The columns of a query; throws where it cannot be bound. */
export type AskColumns = (probe: Node) => Promise<ResultColumn[]>;

/** The types of expressions at a place; throws where they cannot be bound. */
export async function typesAt(
  expressions: readonly Node[],
  place: Place,
  askColumns: AskColumns,
): Promise<string[]> {
  const ask = async (probe: Node): Promise<string[]> => (await askColumns(probe)).map(({ type }) => type);
  const query = place.queries.at(-1);
  if (!query) throw new Error("outside of a query nothing has a type");
  const asked: Node = {
    ...query,
    select_list: expressions.map((one, i) => ({ ...one, alias: `a${i}` })),
    ...NOTHING_ELSE,
    cte_map: { map: place.tables },
  };
  const outer = place.queries.slice(0, -1);
  if (outer.length === 0) return ask(asked);
  const types: string[] = [];
  for (const one of asked.select_list as Node[]) {
    const whole = outer.reduceRight<Node>(
      (inside, around) => ({
        ...around,
        select_list: [scalar(inside)],
        ...NOTHING_ELSE,
        ...UNGROUPED,
        cte_map: { map: place.tables },
      }),
      { ...asked, select_list: [one], cte_map: { map: [] } },
    );
    types.push((await ask(whole))[0] ?? "");
  }
  return types;
}

/** The types of expressions of rows, which no GROUP BY has brought together; undefined where they cannot be bound. */
export function typesOfRows(
  expressions: readonly Node[],
  place: Place,
  ask: AskColumns,
): Promise<string[] | undefined> {
  const queries = place.queries.map((query) => ({ ...query, ...UNGROUPED }));
  return typesAt(expressions, { ...place, queries }, ask).catch(() => undefined);
}

/** What becomes of a node whose parts are changed already. @param place where it stands: with the tables there as they are changed */
export type ChangeAt = (inner: Node, place: Place) => Promise<Node>;

/** A tree with its nodes changed, the innermost first: of a query its common tables, then what it reads from, then the rest. */
export async function changedAtPlaces(tree: Node, place: Place, change: ChangeAt): Promise<Node> {
  const walked = async (value: unknown, at: Place): Promise<unknown> => {
    if (!Array.isArray(value)) return isNode(value) ? changedAtPlaces(value, at, change) : value;
    const items: unknown[] = [];
    for (const item of value) items.push(await walked(item, at));
    return items;
  };
  const isQuery = tree.type === "SELECT_NODE";
  const inner: Node = { ...tree };
  // A table in FROM sees nothing of the query around it but its common tables.
  const aside = { ...place, queries: [] };
  if (isQuery) {
    const tables: unknown[] = [];
    for (const table of commonTables(tree))
      tables.push(await walked(table, { ...aside, tables: [...place.tables, ...tables] }));
    inner.cte_map = { map: tables };
    inner.from_table = await walked(tree.from_table, { ...aside, tables: [...place.tables, ...tables] });
  }
  // The names of a lambda are no columns.
  const within = tree.class === "LAMBDA" ? aside : placeWithin(inner, place);
  for (const [field, value] of Object.entries(tree))
    if (!isQuery || (field !== "cte_map" && field !== "from_table"))
      inner[field] = await walked(value, within);
  return change(inner, place);
}
