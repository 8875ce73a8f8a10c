// A statement's error, with what only the statement tells: a column that a system view has on AWS and not here is lacking here.
import { redshiftError } from "../dialect/errors.ts";
import { viewThatLacks } from "../engine/system-columns.ts";

/** `ERROR: …` */
export function statementError(error: unknown, statement: string): string {
  const text = redshiftError(error);
  const [, column] = /^ERROR: column "([^"]+)" does not exist/.exec(text) ?? [];
  const view = column === undefined ? undefined : viewThatLacks(column, statement);
  return view === undefined
    ? text
    : `ERROR: the column ${column} of ${view} is not available in the local Redshift`;
}
