// Statements of a snapshot: the versions of rows, each with the time from which and to which it held.
import { quoteIdentifier } from "../../kysely/index.ts";
import type { Snapshot } from "../define/snapshot.ts";
import { quoted, type TableName } from "../project/compile.ts";
import { VALIDITY } from "../project/definitions.ts";
import { columnList } from "./tables.ts";

const INCOMING = quoteIdentifier("incoming");
const CURRENT = `${quoteIdentifier("is_current")}`;

/** The first versions of all rows. `now` is the run's start as SQL. */
export function firstVersions(select: string, snapshot: Snapshot, now: string): string {
  return `select ${quoteIdentifier("now")}.*, ${validity(snapshot, quoteIdentifier("now"), now)} from (${select}) as ${quoteIdentifier("now")}`;
}

function validity(snapshot: Snapshot, alias: string, now: string): string {
  const [from, to, current] = VALIDITY.map(quoteIdentifier);
  return `${startOf(snapshot, alias, now)} as ${from}, cast(null as timestamp) as ${to}, true as ${current}`;
}

function startOf(snapshot: Snapshot, alias: string, now: string): string {
  return snapshot.strategy.kind === "timestamp"
    ? `cast(${alias}.${quoteIdentifier(snapshot.strategy.updatedAt)} as timestamp)`
    : now;
}

/** Closes the versions that have changed or gone, then adds the new ones. `columns` are the query's. */
export function nextVersions(
  target: TableName,
  aside: TableName,
  snapshot: Snapshot,
  columns: readonly string[],
  now: string,
): string[] {
  const mine = (column: string) => `${quoteIdentifier(target.name)}.${quoteIdentifier(column)}`;
  const theirs = (column: string) => `${INCOMING}.${quoteIdentifier(column)}`;
  const sameKey = snapshot.key.map((column) => `${mine(column)} = ${theirs(column)}`).join(" and ");
  const start = startOf(snapshot, INCOMING, now);
  const close = (end: string) =>
    `update ${quoted(target)} set ${quoteIdentifier("valid_to")} = ${end}, ${CURRENT} = false`;
  const current = mine("is_current");
  const changed = `${close(start)} from ${quoted(aside)} as ${INCOMING} where ${sameKey} and ${current} and ${changedCondition(snapshot, columns, mine, theirs)}`;
  const gone = `${close(now)} where ${current} and not exists (select 1 from ${quoted(aside)} as ${INCOMING} where ${sameKey})`;
  const list = [...columns, ...VALIDITY];
  const insert =
    `insert into ${quoted(target)} (${columnList(list)})` +
    ` select ${columns.map(theirs).join(", ")}, ${validity(snapshot, INCOMING, now)} from ${quoted(aside)} as ${INCOMING}` +
    ` where not exists (select 1 from ${quoted(target)} where ${sameKey} and ${current})`;
  return [changed, ...(snapshot.onDelete === "close" ? [gone] : []), insert];
}

function changedCondition(
  snapshot: Snapshot,
  columns: readonly string[],
  mine: (column: string) => string,
  theirs: (column: string) => string,
): string {
  if (snapshot.strategy.kind === "timestamp") {
    return `${theirs(snapshot.strategy.updatedAt)} > ${mine("valid_from")}`;
  }
  const keys = new Set(snapshot.key.map((column) => column.toLowerCase()));
  const compared =
    snapshot.strategy.columns === "all"
      ? columns.filter((column) => !keys.has(column.toLowerCase()))
      : snapshot.strategy.columns;
  if (compared.length === 0) return "false";
  const differs = compared.map((column) => {
    const [a, b] = [mine(column), theirs(column)];
    return `(${a} <> ${b} or (${a} is null and ${b} is not null) or (${a} is not null and ${b} is null))`;
  });
  return `(${differs.join(" or ")})`;
}
