// A dataset's curated rows as Athena sees them: a sample, and what each column holds. Two questions for the profile, one for
// the sample, whatever the size; values come cut, so that no row is too long for a page.
import { SAMPLE_ROWS, TOP_VALUES } from "../../../page/model/limits.ts";
import type { ColumnProfile, Profile, Rows } from "../../../page/model/page.ts";
import { queryAthena } from "../../query/athena.ts";
import { type QueryResult, shown, type Value } from "../../query/result.ts";
import { clipped } from "./clipped.ts";
import type { Seen } from "./seen.ts";

/** Characters of a value in a sample or among the frequent ones. */
const LONGEST_VALUE = 200;
/** Columns of one question: an engine's statement has an end. */
const COLUMNS_AT_ONCE = 60;
/** A column with more values than this share of its rows has no frequent ones to speak of. */
const MOSTLY_DIFFERENT = 0.5;

type Ask = (sql: string) => Promise<QueryResult>;

export const athenaOf =
  ({ aws, pipeline: { database = "default", workgroup } }: Seen): Ask =>
  (sql) =>
    queryAthena({ aws, database, workgroup }, sql);

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A value as a cell of the page. */
export const cellOf = (value: Value | undefined): string | null =>
  value === null || value === undefined ? null : clipped(shown(value), LONGEST_VALUE);

export const rowsOf = ({ columns, rows }: QueryResult): Rows => ({
  columns,
  rows: rows.map((row) => row.map(cellOf)),
});

export const sampleOf = async (ask: Ask, table: string): Promise<Rows> =>
  rowsOf(await ask(`SELECT * FROM ${quoted(table)} LIMIT ${SAMPLE_ROWS}`));

/** @param columns as the sample has them */
export async function profileOf(ask: Ask, table: string, columns: Rows["columns"]): Promise<Profile> {
  const profiles: ColumnProfile[] = [];
  let rows = 0;
  for (let from = 0; from < columns.length; from += COLUMNS_AT_ONCE) {
    const some = columns.slice(from, from + COLUMNS_AT_ONCE);
    const {
      rows: [found = []],
    } = await ask(`SELECT count(*), ${some.map(figuresOf).join(", ")} FROM ${quoted(table)}`);
    rows = Number(cellOf(found[0]));
    some.forEach(({ name, type }, at) => {
      const [filled, distinct, min, max] = found.slice(1 + at * 4, 5 + at * 4).map(cellOf);
      profiles.push({
        name,
        type,
        nulls: rows - Number(filled),
        distinct: Math.min(Number(distinct), Number(filled)),
        min: min ?? null,
        max: max ?? null,
        top: [],
      });
    });
  }
  await addTop(ask, table, rows, profiles);
  return { rows, columns: profiles };
}

const figuresOf = ({ name }: { name: string }): string => {
  const column = quoted(name);
  return `count(${column}), approx_distinct(${column}), min(${column}), max(${column})`;
};

async function addTop(
  ask: Ask,
  table: string,
  rows: number,
  profiles: readonly ColumnProfile[],
): Promise<void> {
  const few = profiles.filter(
    ({ distinct = 0 }) => distinct > 0 && (distinct <= 20 || distinct < rows * MOSTLY_DIFFERENT),
  );
  for (let from = 0; from < few.length; from += COLUMNS_AT_ONCE) {
    const some = few.slice(from, from + COLUMNS_AT_ONCE);
    const parts = some.map(
      ({ name }) =>
        `(SELECT ${literal(name)} AS name, CAST(${quoted(name)} AS varchar) AS value, count(*) AS times FROM ${quoted(table)} WHERE ${quoted(name)} IS NOT NULL GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${TOP_VALUES})`,
    );
    const { rows: found } = await ask(parts.join("\nUNION ALL\n"));
    for (const [name, value, times] of found) {
      const profile = some.find((one) => one.name === cellOf(name));
      profile?.top.push({ value: cellOf(value), rows: Number(cellOf(times)) });
    }
  }
  for (const { top } of profiles) top.sort((a, b) => b.rows - a.rows);
}
