// What of a compiled query hangs on values that DuckDB has otherwise than Trino: decimals, doubles, reals, arrays and rows with nulls.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type AskColumns, columnsOfNode } from "../../../sql/places.ts";
import { type Node, textOfTree, treeOf } from "../../../sql/syntax-tree.ts";
import { comparisons, type Holds } from "./comparisons.ts";
import { COMPUTES, decimals, MAY_BE_DECIMAL } from "./decimals.ts";
import { flatDivisions, MAY_NEST } from "./divisions.ts";
import { MAY_BE_REAL, realResults } from "./reals.ts";

const HOLDS_NOTHING: Holds = { decimals: false, doubles: false, nested: false };

/**
 * The query with its decimals typed, its values compared and its reals summed as in Trino.
 * @param prepare makes the macros that a text needs
 * @param holds what the tables of the query have
 */
export async function asNumbers(
  connection: DuckDBConnection,
  sql: string,
  prepare: (text: string) => Promise<void>,
  holds: Holds = HOLDS_NOTHING,
): Promise<string> {
  const isDecimal = (holds.decimals || MAY_BE_DECIMAL.test(sql)) && COMPUTES.test(sql);
  const isReal = MAY_BE_REAL.test(sql) || (holds.doubles && /\bsum\(/i.test(sql));
  const compared = comparisons(sql, holds);
  if (!isDecimal && !isReal && !compared && !MAY_NEST.test(sql)) return sql;
  const tree = await treeOf(connection, sql);
  if (!tree) return sql;
  const ask: AskColumns = (probe) => columnsOfNode(connection, tree, probe, prepare);
  let changed: Node = isDecimal ? await decimals(tree, ask) : tree;
  if (MAY_NEST.test(sql)) changed = flatDivisions(changed);
  if (isReal) changed = await realResults(changed, ask);
  if (compared) changed = compared(changed);
  if (changed === tree) return sql;
  const text = await textOfTree(connection, changed);
  await prepare(text);
  return text;
}
