// What DuckDB accepts where Trino asks for values of one type, or for a truth value: comparisons, IN, COALESCE, CASE, UNION,
// VALUES, conditions, arguments. A query is bound once in a form in which such places fail.
import type { DuckDBConnection } from "@duckdb/node-api";
import { checkCorrelations } from "../../../sql/correlations.ts";
import { type ResultColumn, resultColumns } from "../../../sql/results.ts";
import { textOfTree, treeOf } from "../../../sql/syntax-tree.ts";
import { refuseAliasLists } from "./alias-lists.ts";
import { withoutAliases } from "./bare-aliases.ts";
import { CORRELATIONS } from "./correlated-query.ts";
import { refuseDigest } from "./digests.ts";
import { MAY_ORDER, refuseOrders } from "./orders.ts";
import { Strict } from "./strict-tree.ts";

/** DuckDB does not tell the types of aggregates and of what a subquery takes from outside to a macro with overloads. */
const UNTOLD = /Macro "?trino_(?:kind|summand|truth|is_\w+)"?\(\) has multiple overloads/;

/** What has none of these mixes no values and uses no alias beside it. */
const MAY_MIX =
  /trino_arg|trino_subscript|[=<>+-]|\|\||\b(?:in|is|between|case|coalesce|nullif|array|union|intersect|except|values|where|having|join|not|and|or|group|trino_greatest|trino_least)\b|\bas\b[^,]*,/i;

/**
 * The columns of a query that was compiled; throws where Trino would not take its types.
 * @param prepare makes the macros that a text needs
 */
export async function boundColumns(
  connection: DuckDBConnection,
  sql: string,
  prepare: (text: string) => Promise<void>,
): Promise<ResultColumn[]> {
  const columns = await checkedColumns(connection, sql, prepare);
  for (const { type } of columns) refuseDigest(type);
  await checkCorrelations(connection, sql, CORRELATIONS, prepare);
  return columns;
}

async function checkedColumns(
  connection: DuckDBConnection,
  sql: string,
  prepare: (text: string) => Promise<void>,
): Promise<ResultColumn[]> {
  if (!MAY_MIX.test(sql) && !MAY_ORDER.test(sql)) return resultColumns(connection, sql);
  const tree = await treeOf(connection, sql);
  // What cannot be said as a tree, such as text that is no query, fails with DuckDB's own words.
  if (!tree) return resultColumns(connection, sql);
  refuseOrders(tree);
  refuseAliasLists(tree);
  const aliases = withoutAliases(tree);
  if (aliases) await resultColumns(connection, await textOfTree(connection, aliases));
  for (const everywhere of [true, false]) {
    const strict = new Strict(everywhere);
    const changed = strict.of(tree);
    if (strict.checks === 0) break;
    const text = await textOfTree(connection, changed);
    await prepare(text);
    try {
      return await resultColumns(connection, text);
    } catch (error) {
      if (!UNTOLD.test((error as Error).message)) throw error;
    }
  }
  return resultColumns(connection, sql);
}
