// The typed rows of a batch, and which of them are good.
import { typedSql } from "../plan/typed.ts";
import type { Rows } from "./input/input.ts";
import { PLACES_SQL } from "./input/input.ts";
import type { Run } from "./run.ts";

/** The typed rows of a batch, with their places. */
export const typedRows = ({ plan }: Run, { sql, shortcuts }: Rows): string =>
  typedSql(plan, sql, PLACES_SQL, shortcuts);

/** The typed rows of a batch that are good; the others are noted as they pass. */
export function goodRows(run: Run, batch: Rows): string {
  return run.bad.without(typedRows(run, batch), run.plan.faults);
}
