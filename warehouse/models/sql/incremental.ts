// Statements that add the rows of a table built aside to the one that stands.
import { quoteIdentifier } from "../../kysely/index.ts";
import type { Incremental } from "../define/materialized.ts";
import { quoted, type TableName } from "../project/compile.ts";
import { columnList } from "./tables.ts";

/** The new rows under this name in every statement. */
const INCOMING = quoteIdentifier("incoming");

/** How many values of the key are in more than one row. */
export function repeatedKeys(aside: TableName, key: readonly string[]): string {
  return `select count(*) as "repeated" from (select ${columnList(key)} from ${quoted(aside)} group by ${columnList(key)} having count(*) > 1) as "groups"`;
}

/** How many rows have a null in their key. */
export function nullKeys(aside: TableName, key: readonly string[]): string {
  const anyNull = key.map((column) => `${quoteIdentifier(column)} is null`).join(" or ");
  return `select count(*) as "nulls" from ${quoted(aside)} where ${anyNull}`;
}

/** The statements that write the rows, by the model's strategy. `columns` are those that both tables have. */
export function addRows(
  target: TableName,
  aside: TableName,
  how: Incremental,
  columns: readonly string[],
): string[] {
  const insert = `insert into ${quoted(target)} (${columnList(columns)}) select ${columnList(columns)} from ${quoted(aside)}`;
  switch (how.strategy) {
    case "append":
      return [insert];
    case "delete+insert":
      return [
        `delete from ${quoted(target)} using ${quoted(aside)} as ${INCOMING} where ${how.key.map((column) => sameOrNull(target, column)).join(" and ")}`,
        insert,
      ];
    case "merge":
      return [merge(target, aside, how.key, columns)];
  }
}

function merge(
  target: TableName,
  aside: TableName,
  key: readonly string[],
  columns: readonly string[],
): string {
  const keys = new Set(key.map((column) => column.toLowerCase()));
  const others = columns.filter((column) => !keys.has(column.toLowerCase()));
  // A row that is all key has nothing to update: it is given its key again.
  const updated = (others.length > 0 ? others : columns).map(
    (column) => `${quoteIdentifier(column)} = ${INCOMING}.${quoteIdentifier(column)}`,
  );
  const matched = key
    .map((column) => `${own(target, column)} = ${INCOMING}.${quoteIdentifier(column)}`)
    .join(" and ");
  const values = columns.map((column) => `${INCOMING}.${quoteIdentifier(column)}`).join(", ");
  return (
    `merge into ${quoted(target)} using ${quoted(aside)} as ${INCOMING} on ${matched}` +
    ` when matched then update set ${updated.join(", ")}` +
    ` when not matched then insert (${columnList(columns)}) values (${values})`
  );
}

/** delete+insert takes two nulls of a key for the same. */
function sameOrNull(target: TableName, column: string): string {
  const [mine, theirs] = [own(target, column), `${INCOMING}.${quoteIdentifier(column)}`];
  return `(${mine} = ${theirs} or (${mine} is null and ${theirs} is null))`;
}

/** MERGE and DELETE know their table by its bare name. */
function own(target: TableName, column: string): string {
  return `${quoteIdentifier(target.name)}.${quoteIdentifier(column)}`;
}
