// The statements of the functions' pages with a null in the place of each argument.
import { nullArguments } from "../../../testing/null-arguments.ts";

/** @param statements such as `select lpad('abc', 5, '-')` */
export const nullStatements = (statements: readonly string[]): string[] =>
  nullArguments(
    statements.flatMap((statement) => /^select (.*)$/.exec(statement.trim())?.[1] ?? []),
    (arg) => `if(x > 0, ${arg})`,
  ).map((call) => `select ${call} from (values 0) t(x)`);
