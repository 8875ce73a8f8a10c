// The typed rows of a batch, and which of them are good.
import type { Fault } from "../plan/faults.ts";
import { typedSql } from "../plan/typed.ts";
import type { Rows } from "./input/input.ts";
import { PLACES_SQL } from "./input/input.ts";
import type { Run } from "./run.ts";

export const DUPLICATE = "row:duplicate";

/** The typed rows of a batch, with their places. */
export const typedRows = ({ plan }: Run, { sql, made }: Rows): string =>
  typedSql(plan, sql, PLACES_SQL, made);

/** The typed rows of a batch that are good; the others are noted as they pass. `loses`: a row has another's key. */
export function goodRows(run: Run, batch: Rows, loses: string | undefined): string {
  const faults: readonly Fault[] =
    loses === undefined ? run.plan.faults : [...run.plan.faults, { reason: DUPLICATE, condition: loses }];
  return run.bad.without(typedRows(run, batch), faults);
}
