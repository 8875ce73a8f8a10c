// The table of rows that break rules: where they lie, and their reasons as numbers of the plan.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Plan } from "../plan/plan.ts";
import { text } from "../plan/sql.ts";
import type { Run } from "./run.ts";

export const PLACES_SQL = ['"row"', "line", '"start"', '"length"'] as const;
const PLACES = PLACES_SQL.join(", ");

/** Reads the table's reasons: numbers of the plan's faults, a duplicate's after the last. */
export function reasonNames(plan: Plan): (reasons: string) => string[] {
  const names = [...plan.faults.map(({ reason }) => reason), "row:duplicate"];
  return (reasons) => reasons.split(",").map((at) => names[Number(at)] as string);
}

export const duplicateReason = (plan: Plan): number => plan.faults.length;

/** A table of this connection alone. `reasons` are comma-separated numbers. */
export async function createBad(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE bad ("row" BIGINT, line BIGINT, "start" BIGINT, "length" BIGINT, reasons VARCHAR)`,
  );
}

export const dropBad = async (connection: DuckDBConnection): Promise<void> => {
  await connection.run("DROP TABLE IF EXISTS bad");
};

/** A relation's rows that are not in the table. */
export const withoutBad = (relation: string): string =>
  `SELECT * FROM (${relation}) judged WHERE NOT EXISTS (SELECT 1 FROM bad WHERE bad."row" = judged."row")`;

export interface BadRow {
  row: number;
  line: number;
  start: number;
  length: number;
  reasons: string[];
}

/** All bad rows and malformed records (of a block file) in the file's order, streamed. */
export async function* badRows(
  { plan, connection }: Run,
  malformedPath?: string,
): AsyncGenerator<BadRow, undefined> {
  const malformed = malformedPath
    ? ` UNION ALL SELECT ${PLACES}, reason FROM read_parquet(${text(malformedPath)})`
    : "";
  const result = await connection.stream(
    `SELECT * FROM (SELECT ${PLACES}, reasons FROM bad${malformed}) ORDER BY "row"`,
  );
  const names = reasonNames(plan);
  for await (const rows of result.yieldRows())
    for (const [row, line, start, length, reasons] of rows as [bigint, bigint, bigint, bigint, string][])
      yield {
        row: Number(row),
        line: Number(line),
        start: Number(start),
        length: Number(length),
        reasons: reasons.startsWith("row:") ? [reasons] : names(reasons),
      };
  return undefined;
}
