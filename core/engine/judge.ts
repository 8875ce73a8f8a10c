// Which rows break the contract's rules. They are gathered in the table `bad`, with their place and their reasons.

import type { Plan } from "../plan/plan.ts";
import { typedSql } from "../plan/plan.ts";
import { anyOf, text } from "../plan/sql.ts";
import type { Run } from "./run.ts";
import { numberOf } from "./run.ts";

export const BAD_TABLE =
  'CREATE TEMP TABLE bad ("row" BIGINT, line BIGINT, start BIGINT, length BIGINT, reasons VARCHAR)';

/** Reasons are kept as numbers of `reasonsOf`, comma-separated. */
export const reasonsOf = (plan: Plan): string[] => [
  ...plan.faults.map(({ reason }) => reason),
  "row:duplicate",
];

const PLACES = ['"row"', "line", "start", '"length"'];

/** The typed rows of a relation with s0… and places. */
export const judgedSql = (plan: Plan, source: string): string => typedSql(plan, source, PLACES);

/** Adds the rows of `source` that break a rule; returns how many. */
export async function judge({ plan, connection }: Run, source: string): Promise<number> {
  if (plan.faults.length === 0) return 0;
  const reasons = plan.faults.map(({ condition }, at) => `CASE WHEN ${condition} THEN '${at}' END`);
  return numberOf(
    connection,
    `INSERT INTO bad SELECT ${PLACES.join(", ")}, concat_ws(',', ${reasons.join(", ")})
     FROM (${judgedSql(plan, source)}) WHERE ${anyOf(plan.faults.map(({ condition }) => condition))}`,
  );
}

/** Adds the rows of `source` whose key another row has too, by the dataset's on_duplicate; returns how many. */
export async function judgeDuplicates({ plan, connection }: Run, source: string): Promise<number> {
  if (plan.key.length === 0) return 0;
  const keys = plan.key.map(({ valueSql }) => valueSql).join(", ");
  const good = `SELECT ${PLACES.join(", ")}, ${keys} FROM (${judgedSql(plan, source)}) typed
    WHERE NOT EXISTS (SELECT 1 FROM bad WHERE bad."row" = typed."row")`;
  const repeated = `SELECT ${keys} FROM (${good}) GROUP BY ${keys} HAVING count(*) > 1`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE repeated AS ${repeated}`);
  try {
    if ((await numberOf(connection, "SELECT count(*) FROM repeated")) === 0) return 0;
    const { on_duplicate } = plan.dataset;
    const order = on_duplicate === "last" ? '"row" DESC' : '"row"';
    const losers =
      on_duplicate === "reject"
        ? ""
        : `QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY ${order}) > 1`;
    return await numberOf(
      connection,
      `INSERT INTO bad SELECT ${PLACES.join(", ")}, ${text(String(plan.faults.length))}
       FROM (SELECT good.* FROM (${good}) good SEMI JOIN repeated USING (${keys})) ${losers}`,
    );
  } finally {
    await connection.run("DROP TABLE repeated");
  }
}
