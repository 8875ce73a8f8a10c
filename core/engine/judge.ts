// The typed rows of a batch, and which of them are good.
import type { Fault } from "../plan/faults.ts";
import { anyOf } from "../plan/sql.ts";
import { typedSql } from "../plan/typed.ts";
import type { Rows } from "./input/input.ts";
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
 * Few files have any, and those few rows are all that is looked at closely. True where there are some.
 */
export async function findLosers(run: Run, all: Rows): Promise<boolean> {
  const { plan, connection } = run;
  const keys = plan.key.map(({ valueSql }) => valueSql).join(", ");
  const rows = typedRows(run, all);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE repeated AS SELECT ${keys} FROM (${rows}) GROUP BY ${keys} HAVING count(*) > 1`,
  );
  try {
    if ((await numberOf(connection, "SELECT count(*) FROM repeated")) === 0) return false;
    const broken = anyOf(plan.faults.map(({ condition }) => condition));
    const good = `SELECT "start", ${keys} FROM (${rows}) SEMI JOIN repeated USING (${keys}) WHERE (${broken}) IS NOT TRUE`;
    const { on_duplicate } = plan.dataset;
    const over = `OVER (PARTITION BY ${keys} ${on_duplicate === "reject" ? "" : `ORDER BY "start" ${on_duplicate === "last" ? "DESC" : ""}`})`;
    const place = on_duplicate === "reject" ? `count(*) ${over}` : `row_number() ${over}`;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${LOSERS} AS SELECT "start" FROM (${good}) QUALIFY ${place} > 1`,
    );
    return true;
  } finally {
    await connection.run("DROP TABLE IF EXISTS repeated");
  }
}

export const dropLosers = async ({ connection }: Run): Promise<void> => {
  await connection.run(`DROP TABLE IF EXISTS ${LOSERS}`);
};
