// The typed rows of a batch, and which of them are good.
import type { Fault } from "../plan/faults.ts";
import { anyOf } from "../plan/sql.ts";
import { typedSql } from "../plan/typed.ts";
import type { Batch, Rows } from "./input/input.ts";
import { PLACES_SQL } from "./input/input.ts";
import type { Run } from "./run.ts";
import { numberOf } from "./run.ts";

export const DUPLICATE = "row:duplicate";
const LOSERS = "losers";

/** The typed rows of a batch, with their places. */
export const typedRows = ({ plan }: Run, { sql, made }: Rows): string =>
  typedSql(plan, sql, PLACES_SQL, made);

/** The typed rows of a batch that are good; the others are noted as they pass. */
export function goodRows(run: Run, batch: Rows, hasLosers: boolean): string {
  const faults: readonly Fault[] = hasLosers
    ? [...run.plan.faults, { reason: DUPLICATE, condition: `"start" IN (SELECT "start" FROM ${LOSERS})` }]
    : run.plan.faults;
  return run.bad.without(typedRows(run, batch), faults);
}

/**
 * Finds the rows whose key another good row has too and that, by the dataset's on_duplicate, are not the one to keep.
 * Few files have any, and those few rows are all that is looked at closely. Batch by batch: a statement over all their
 * files would hold the metadata of all. True where there are some.
 */
export async function findLosers(run: Run, batches: readonly Batch[]): Promise<boolean> {
  const { plan, connection } = run;
  const keys = plan.key.map(({ valueSql }) => valueSql).join(", ");
  try {
    const gather = async (table: string, rowsOf: (batch: Batch) => string): Promise<void> => {
      for (const [at, batch] of batches.entries())
        await connection.run(
          `${at === 0 ? `CREATE OR REPLACE TEMP TABLE ${table} AS` : `INSERT INTO ${table}`} ${rowsOf(batch)}`,
        );
    };
    await gather("keys", (batch) => `SELECT ${keys} FROM (${typedRows(run, batch)})`);
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE repeated AS SELECT ${keys} FROM keys GROUP BY ${keys} HAVING count(*) > 1`,
    );
    await connection.run("DROP TABLE keys");
    if ((await numberOf(connection, "SELECT count(*) FROM repeated")) === 0) return false;
    const broken = anyOf(plan.faults.map(({ condition }) => condition));
    await gather(
      "suspects",
      (batch) =>
        `SELECT "start", ${keys} FROM (${typedRows(run, batch)}) SEMI JOIN repeated USING (${keys}) WHERE (${broken}) IS NOT TRUE`,
    );
    const { on_duplicate } = plan.dataset;
    const over = `OVER (PARTITION BY ${keys} ${on_duplicate === "reject" ? "" : `ORDER BY "start" ${on_duplicate === "last" ? "DESC" : ""}`})`;
    const place = on_duplicate === "reject" ? `count(*) ${over}` : `row_number() ${over}`;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${LOSERS} AS SELECT "start" FROM suspects QUALIFY ${place} > 1`,
    );
    return true;
  } finally {
    for (const table of ["keys", "repeated", "suspects"])
      await connection.run(`DROP TABLE IF EXISTS ${table}`);
  }
}

export const dropLosers = async ({ connection }: Run): Promise<void> => {
  await connection.run(`DROP TABLE IF EXISTS ${LOSERS}`);
};
