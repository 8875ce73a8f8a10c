// Whether a column of a table has texts with blanks at their end. Looking takes less than grouping by texts without their blanks, and is
// done once until the table is written again.
import { rows } from "../../../sql/session.ts";
import { identifier } from "../../../sql/tokens.ts";
import type { Database } from "./database.ts";
import type { Session } from "./session.ts";

const KNOWN = new WeakMap<Database, Map<string, { version: string; has: boolean }>>();

export async function hasBlanks(
  session: Session,
  schema: string,
  table: string,
  column: string,
): Promise<boolean> {
  const { database } = session;
  const version = session.versionOf({ schema, name: table });
  const known = KNOWN.get(database) ?? new Map<string, { version: string; has: boolean }>();
  KNOWN.set(database, known);
  const key = JSON.stringify([schema, table, column]);
  const found = known.get(key);
  if (found && found.version === version) return found.has;
  const text = identifier(column);
  const path = `${identifier(schema)}.${identifier(table)}`;
  const blank = await rows(session.connection, `SELECT 1 FROM ${path} WHERE ends_with(${text}, ' ') LIMIT 1`);
  if (version !== undefined) known.set(key, { version, has: blank.length > 0 });
  return blank.length > 0;
}
