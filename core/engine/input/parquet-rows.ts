// The rows of a Parquet file as the plan takes them: which column is which, what each row's original text is, and which row groups
// are written together.
import { nativeColumn } from "../../plan/native.ts";
import type { Plan } from "../../plan/plan.ts";
import { identifier, text } from "../../plan/sql.ts";
import type { RowGroup } from "../parquet/footer.ts";
import { ROW_NUMBER } from "../parquet/prepare.ts";
import type { Rows } from "./input.ts";
import { PLACES_SQL } from "./input.ts";
import type { FileColumn } from "./parquet-columns.ts";
import { rejectInexact } from "./parquet-columns.ts";

/** From so many bytes on there are at least two parts, each written by a thread. */
export const PARTED_BYTES = 8 << 20;
/** The more bytes a part has, the larger are the row groups that it makes of each partition. */
const PART_BYTES = 16 << 20;

/** Runs of row groups of about as many bytes each: the row that each begins with, and how many it has. */
export function partsOf(groups: readonly RowGroup[], size: number): { first: number; rows: number }[] {
  const parts: { first: number; rows: number }[] = [];
  const all = groups.reduce((sum, { rows }) => sum + rows, 0);
  const wanted = size < PARTED_BYTES ? 1 : Math.max(2, Math.round(size / PART_BYTES));
  const rowsOfPart = Math.max(1, Math.ceil(all / wanted));
  let first = 0;
  let rows = 0;
  for (const group of groups) {
    rows += group.rows;
    if (rows < rowsOfPart) continue;
    parts.push({ first, rows });
    first += rows;
    rows = 0;
  }
  if (rows > 0) parts.push({ first, rows });
  return parts;
}

/** A row's original text: its JSON. */
export const jsonOf = (
  columns: readonly FileColumn[],
  nameOf: (column: FileColumn, at: number) => string,
): string =>
  `CAST(json_object(${columns.flatMap((column, at) => [text(column.name), nameOf(column, at)]).join(", ")}) AS VARCHAR)`;

const rawName = (at: number): string => `r${at}`;

/** A SELECT of the rows of `relation`; `withRaw`: and of all the columns of the file, for the text of a bad row. */
export function sourceOf(
  plan: Plan,
  relation: string,
  columns: readonly FileColumn[],
  fields: readonly number[],
  withRaw: boolean,
): Rows {
  const natives = new Map<number, string>();
  const sources = plan.columns.map((planned) => {
    const column = columns[fields[planned.index] ?? -1];
    if (!column) return `NULL::VARCHAR AS ${planned.sourceSql}`;
    rejectInexact(column);
    const { alias, type } = column;
    const native = nativeColumn(planned, plan.dataset.source, type, identifier(alias));
    if (native.value !== undefined) natives.set(planned.index, native.value);
    return `${native.source} AS ${planned.sourceSql}`;
  });
  const [row, line, start, length] = PLACES_SQL;
  const places = [
    `${ROW_NUMBER} AS ${row}`,
    `0::BIGINT AS ${line}`,
    `0::BIGINT AS ${start}`,
    `0::BIGINT AS ${length}`,
  ];
  const raws = withRaw ? columns.map(({ alias }, at) => `${identifier(alias)} AS ${rawName(at)}`) : [];
  return {
    sql: `SELECT ${[...places, ...sources, ...raws].join(", ")} FROM ${relation}`,
    shortcuts: { natives },
    ...(withRaw && {
      raw: {
        sql: jsonOf(columns, (_, at) => rawName(at)),
        columns: columns.map((_, at) => rawName(at)),
      },
    }),
  };
}
