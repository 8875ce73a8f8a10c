// Texts and SUPERs are grouped, joined, made distinct, united and partitioned as they are compared: blanks at the end of a text say
// nothing, and a SUPER is its value and not its text. DuckDB compares byte by byte, so that the syntax tree is changed.
import type { DuckDBConnection } from "@duckdb/node-api";
import { commonTables } from "../../../../sql/places.ts";
import { isNode, type Node, textOfTree, treeOf } from "../../../../sql/syntax-tree.ts";
import { comparedWithin } from "./expressions.ts";
import { grouped } from "./groups.ts";
import { joined } from "./joins.ts";
import { sorted } from "./order.ts";
import { type HasBlanks, Query, Statement } from "./query.ts";
import { distinct, united } from "./rows.ts";

/** What has none of these compares nothing but in comparisons. */
const MAY_COMPARE =
  /\bgroup\s+by\b|\bdistinct\b|\bunion\b|\bintersect\b|\bexcept\b|\bpartition\s+by\b|\border\s+by\b|\b(?:in|any|some|all)\s*\(\s*(?:select|with|\()|\busing\s*\(|\bnatural\b/i;

/**
 * The query with its keys as Redshift compares them.
 * @param hasSuper whether it may have SUPERs
 */
export async function asCompared(
  connection: DuckDBConnection,
  sql: string,
  hasBlanks: HasBlanks,
  hasSuper: boolean,
): Promise<string> {
  if (!MAY_COMPARE.test(sql)) return sql;
  const tree = await treeOf(connection, sql);
  if (!tree) return sql;
  const statement = new Statement(connection, tree, hasBlanks, hasSuper);
  const changed = await walked(tree, [], statement);
  return statement.changes === 0 ? sql : textOfTree(connection, changed as Node);
}

/** @param tables common tables of the queries around */
async function walked(value: unknown, tables: readonly unknown[], statement: Statement): Promise<unknown> {
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await walked(item, tables, statement));
    return items;
  }
  if (!isNode(value)) return value;
  const own = commonTables(value);
  const within = [...tables, ...own];
  const inner: Node = {};
  for (const [field, one] of Object.entries(value)) inner[field] = await walked(one, within, statement);
  const query = new Query(statement, within);
  if (inner.type === "SET_OPERATION_NODE") return united(inner, query);
  if (inner.type !== "SELECT_NODE") return inner;
  const parts = [joined, grouped, comparedWithin, distinct, sorted];
  let changed = inner;
  for (const part of parts) changed = await part(changed, query);
  return changed;
}
