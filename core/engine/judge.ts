// Which rows break the contract's rules: they go into the table `bad`.
import { typedSql } from "../plan/plan.ts";
import { anyOf, text } from "../plan/sql.ts";
import { duplicateReason, PLACES_SQL, withoutBad } from "./bad.ts";
import type { Batch } from "./input/input.ts";
import type { Run } from "./run.ts";
import { numberOf } from "./run.ts";

const PLACES = PLACES_SQL.join(", ");

export type Rows = Pick<Batch, "sql" | "natives">;

/** The typed rows of a batch, with their places. */
export const typedRows = ({ plan }: Run, { sql, natives }: Rows): string =>
  typedSql(plan, sql, PLACES_SQL, natives);

/** Adds the rows of `source` that break a rule; returns how many. */
export async function judge(run: Run, source: Rows): Promise<number> {
  const { plan, connection } = run;
  if (plan.faults.length === 0) return 0;
  const reasons = plan.faults.map(({ condition }, at) => `CASE WHEN ${condition} THEN '${at}' END`);
  return numberOf(
    connection,
    `INSERT INTO bad SELECT ${PLACES}, concat_ws(',', ${reasons.join(", ")})
     FROM (${typedRows(run, source)}) WHERE ${anyOf(plan.faults.map(({ condition }) => condition))}`,
  );
}

/** Adds the rows of `source` whose key another good row has too, by the dataset's on_duplicate; returns how many. */
export async function judgeDuplicates(run: Run, source: Rows): Promise<number> {
  const { plan, connection } = run;
  const keys = plan.key.map(({ valueSql }) => valueSql).join(", ");
  const good = withoutBad(typedRows(run, source));
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE repeated AS SELECT ${keys} FROM (${good}) GROUP BY ${keys} HAVING count(*) > 1`,
  );
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
      `INSERT INTO bad SELECT ${PLACES}, ${text(String(duplicateReason(plan)))}
       FROM (SELECT ${PLACES}, ${keys} FROM (${good}) SEMI JOIN repeated USING (${keys})) ${losers}`,
    );
  } finally {
    await connection.run("DROP TABLE IF EXISTS repeated");
  }
}
