// The columns of two tables compared, and the statements that make the standing one follow the query.
import { quoteIdentifier, stringLiteral } from "../../kysely/index.ts";
import type { OnSchemaChange } from "../define/materialized.ts";
import { quoted, type TableName } from "../project/compile.ts";
import { takes } from "./types.ts";

export interface Column {
  name: string;
  /** As ALTER TABLE takes it. */
  type: string;
}

/** Columns of both tables, in their order. */
export function describeColumns(places: readonly TableName[]): string {
  const names = places.map((place) => stringLiteral(place.name.toLowerCase())).join(", ");
  return (
    "select table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale" +
    ` from information_schema.columns where table_schema = ${stringLiteral((places[0] as TableName).schema.toLowerCase())}` +
    ` and lower(table_name) in (${names}) order by ordinal_position`
  );
}

/** The relations that stand under the place's name, or beside it. */
export function describeRelations(place: TableName): string {
  const name = place.name.toLowerCase();
  return (
    "select table_name, table_type from information_schema.tables" +
    ` where table_schema = ${stringLiteral(place.schema.toLowerCase())} and left(lower(table_name), ${[...name].length}) = ${stringLiteral(name)}`
  );
}

/** Reads {@link describeColumns}' rows. */
export function columnsOf(rows: readonly Record<string, unknown>[], place: TableName): Column[] {
  return rows
    .filter((row) => String(row.table_name).toLowerCase() === place.name.toLowerCase())
    .map((row) => ({ name: String(row.column_name), type: typeOf(row) }));
}

function typeOf(row: Record<string, unknown>): string {
  const type = String(row.data_type).toLowerCase();
  if (/^(character varying|varchar)$/.test(type))
    return `varchar(${Number(row.character_maximum_length) || 65535})`;
  if (/^(character|char|bpchar)$/.test(type)) return `char(${Number(row.character_maximum_length) || 1})`;
  if (/^(numeric|decimal)$/.test(type))
    return `decimal(${Number(row.numeric_precision)}, ${Number(row.numeric_scale)})`;
  return type;
}

export interface Change {
  /** Columns that both have once the statements have run. */
  columns: string[];
  statements: string[];
  /** Set where the policy is to fail. */
  refusal?: string;
  /** Columns whose type the table does not take: no policy is for that. */
  retyped?: string;
}

/** What the policy makes of a query whose columns are no longer the table's. */
export function followColumns(
  target: TableName,
  standing: readonly Column[],
  incoming: readonly Column[],
  policy: OnSchemaChange,
): Change {
  const has = (columns: readonly Column[], name: string) =>
    columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
  const added = incoming.filter((column) => !has(standing, column.name));
  const gone = standing.filter((column) => !has(incoming, column.name));
  const common = incoming.filter((column) => has(standing, column.name)).map((column) => column.name);
  const retyped = standing.flatMap(({ name, type }) => {
    const now = incoming.find((column) => column.name.toLowerCase() === name.toLowerCase());
    return now && !takes(type, now.type) ? [`${name}: ${type} → ${now.type}`] : [];
  });
  if (retyped.length > 0) return { columns: common, statements: [], retyped: retyped.join("; ") };
  if (added.length === 0 && gone.length === 0) return { columns: common, statements: [] };
  if (policy === "ignore") return { columns: common, statements: [] };
  if (policy === "fail") {
    const parts = [
      ...(added.length > 0 ? [`new: ${added.map((column) => column.name).join(", ")}`] : []),
      ...(gone.length > 0 ? [`gone: ${gone.map((column) => column.name).join(", ")}`] : []),
    ];
    return { columns: common, statements: [], refusal: parts.join("; ") };
  }
  const alter = (change: string) => `alter table ${quoted(target)} ${change}`;
  return {
    columns: incoming.map((column) => column.name),
    statements: [
      ...added.map((column) => alter(`add column ${quoteIdentifier(column.name)} ${column.type}`)),
      ...(policy === "sync"
        ? gone.map((column) => alter(`drop column ${quoteIdentifier(column.name)}`))
        : []),
    ],
  };
}
