// The typed rows of a batch, and which of them are good.
import { typedSql } from "../plan/typed.ts";
import { passing } from "./bad-rows.ts";
import type { Rows } from "./input/input.ts";
import { PLACES_SQL } from "./input/input.ts";
import type { Run } from "./run.ts";

/** The typed rows of a batch, with their places and what else is passed on. */
export const typedRows = ({ plan }: Run, { sql, shortcuts }: Rows, passed: readonly string[] = []): string =>
  typedSql(plan, sql, [...PLACES_SQL, ...passed], shortcuts);

/** The typed rows of a batch that are good; the others are noted as they pass, unless that was done. */
export function goodRows(run: Run, batch: Rows, notes = true): string {
  const { raw, shortcuts } = batch;
  return notes
    ? run.bad.without(typedRows(run, batch, raw?.columns), run.plan.faults, shortcuts.judged, raw?.sql)
    : passing(typedRows(run, batch), run.plan.faults, shortcuts.judged);
}
