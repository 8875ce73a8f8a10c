// Sums of reals and what correlates other numbers than doubles are reals in Trino and doubles in DuckDB, which tells no macro which of the
// two its argument is: DuckDB is asked for the types of these arguments, and the results are cast.
import type { DuckDBConnection } from "@duckdb/node-api";
import { resultColumns } from "../../../sql/results.ts";
import {
  asDouble,
  cast,
  isNode,
  type Node,
  selection,
  textOfTree,
  treeOf,
  withDoubles,
} from "../../../sql/syntax-tree.ts";

/** What may hold a real. */
export const MAY_BE_REAL = /\b(?:FLOAT|REAL)\b|\b(?:corr|covar_\w+|regr_\w+)\(/i;
const OF_PAIRS = /^(?:corr|covar_pop|covar_samp|regr_slope|regr_intercept)$/;
const REAL = { id: "FLOAT", type_info: null };

/** Whether a call's result is a real, by the types of its arguments. */
const isReal = (name: string, types: readonly string[]): boolean =>
  name === "sum" ? types[0] === "FLOAT" : !types.includes("DOUBLE");

export async function realResults(
  connection: DuckDBConnection,
  sql: string,
  prepare: (text: string) => Promise<void>,
): Promise<string> {
  const tree = await treeOf(connection, sql);
  if (!tree) return sql;
  let changes = 0;
  const typesOf = async (args: readonly Node[], query: Node): Promise<string[]> => {
    const first = args[0];
    if (!first) return [];
    const select_list = args.map((arg) => ({ ...arg, alias: "" }));
    const probe = { ...selection(first, query.from_table as Node), select_list, cte_map: query.cte_map };
    const asked = withDoubles({ ...tree, statements: [{ node: probe, named_param_map: [] }] });
    const text = await textOfTree(connection, asked);
    await prepare(text);
    return resultColumns(connection, text).then(
      (columns) => columns.map(({ type }) => type),
      () => [],
    );
  };
  const walked = async (value: unknown, query: Node): Promise<unknown> => {
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) items.push(await walked(item, query));
      return items;
    }
    if (!isNode(value)) return value;
    const within = value.type === "SELECT_NODE" ? value : query;
    const inner: Node = {};
    for (const [field, one] of Object.entries(value)) inner[field] = await walked(one, within);
    if (inner.class === "CONSTANT") return asDouble(inner);
    const name = inner.class === "FUNCTION" || inner.class === "WINDOW" ? (inner.function_name ?? "") : "";
    if (name !== "sum" && !OF_PAIRS.test(name)) return inner;
    const types = await typesOf(inner.children ?? [], query);
    if (types.length === 0 || !isReal(name, types)) return inner;
    changes++;
    return cast({ ...inner, alias: "" }, REAL, inner.alias);
  };
  const changed = (await walked(tree, tree)) as Node;
  return changes > 0 ? textOfTree(connection, changed) : sql;
}
