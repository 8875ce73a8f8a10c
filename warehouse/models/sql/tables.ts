// Statements that make tables and views: built aside under a name of the run's own, swapped in by rename.
import { quoteIdentifier } from "../../kysely/index.ts";
import { quoted, type TableName } from "../project/compile.ts";
import type { ModelNode } from "../project/graph.ts";

export type RelationKind = "table" | "view";

/** So that nobody's orders__20240101 is taken for a table that a dead run left. */
const ASIDE = "__aside_";

/** Where the holder of the lock builds the table before it takes its place. */
export function asideOf(place: TableName, token: string): TableName {
  return { schema: place.schema, name: `${place.name}${ASIDE}${token}` };
}

/** Whether the name is that of a table built aside for this place, by whatever run. */
export function isAside(place: TableName, name: string): boolean {
  const prefix = `${place.name}${ASIDE}`.toLowerCase();
  return name.toLowerCase().startsWith(prefix) && /^[0-9a-f]{8}$/.test(name.slice(prefix.length));
}

export function createSchema(schema: string): string {
  return `create schema if not exists ${quoteIdentifier(schema)}`;
}

/** Without it SELECT on what stands there is of no use. */
export function grantUsage(schema: string, group: string): string {
  return `grant usage on schema ${quoteIdentifier(schema)} to group ${quoteIdentifier(group)}`;
}

/** CREATE TABLE … AS, with the model's distribution and sort keys. */
export function createTableAs(place: TableName, node: ModelNode, select: string): string {
  const { distStyle, distKey, sortKeys } = node.definition;
  const attributes = [
    ...(distStyle ? [`diststyle ${distStyle}`] : distKey ? ["diststyle key"] : []),
    ...(distKey ? [`distkey (${quoteIdentifier(distKey)})`] : []),
    ...(sortKeys.length > 0 ? [`compound sortkey (${columnList(sortKeys)})`] : []),
  ];
  return ["create table", quoted(place), ...attributes, "as", select].join(" ");
}

export function dropTable(place: TableName): string {
  return `drop table if exists ${quoted(place)}`;
}

/** Takes away what stands there, of whatever kind. */
export function dropRelation(place: TableName, kind: RelationKind | undefined): string[] {
  if (!kind) return [];
  return [kind === "view" ? `drop view if exists ${quoted(place)}` : dropTable(place)];
}

/** The table built aside takes the place of what stands there. One transaction makes it one moment. */
export function swap(place: TableName, aside: TableName, standing: RelationKind | undefined): string[] {
  return [
    ...dropRelation(place, standing),
    `alter table ${quoted(aside)} rename to ${quoteIdentifier(place.name)}`,
  ];
}

/** A late-binding view: what it reads may be dropped and made again beneath it. */
export function replaceView(place: TableName, standing: RelationKind | undefined, select: string): string[] {
  return [
    ...dropRelation(place, standing),
    `create view ${quoted(place)} as ${select} with no schema binding`,
  ];
}

export function grants(place: TableName, readers: readonly string[]): string[] {
  if (readers.length === 0) return [];
  const groups = readers.map((group) => `group ${quoteIdentifier(group)}`);
  return [`grant select on ${quoted(place)} to ${groups.join(", ")}`];
}

export function countRows(place: TableName): string {
  return `select count(*) as "rows" from ${quoted(place)}`;
}

export function columnList(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(", ");
}
