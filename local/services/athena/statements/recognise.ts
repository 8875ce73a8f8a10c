// From a statement's first words to what runs it.
import { findTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { alterTable } from "./alter-table.ts";
import { createTable } from "./create-table.ts";
import { createTableAs } from "./create-table-as.ts";
import { createDatabase, dropDatabase, showDatabases } from "./databases.ts";
import { dropTable, dropView } from "./drop.ts";
import { explain } from "./explain.ts";
import { insert } from "./insert.ts";
import { deallocate, prepare } from "./prepare.ts";
import { repairTable } from "./repair.ts";
import { select } from "./select.ts";
import {
  describeTable,
  showColumns,
  showCreate,
  showPartitions,
  showProperties,
  showTables,
} from "./show.ts";
import type { Statement } from "./statement.ts";
import { unload } from "./unload.ts";
import { createView } from "./view.ts";

const BY_WORDS: [words: string[], statement: Statement][] = [
  [["select"], select],
  [["with"], select],
  [["values"], select],
  [["insert", "into"], insert],
  [["unload"], unload],
  [["create", "external"], createTable],
  [["create", "view"], createView],
  [["create", "or", "replace", "view"], createView],
  [["create", "database"], createDatabase],
  [["create", "schema"], createDatabase],
  [["drop", "database"], dropDatabase],
  [["drop", "schema"], dropDatabase],
  [["drop", "table"], dropTable],
  [["drop", "view"], dropView],
  [["alter", "table"], alterTable],
  [["msck", "repair"], repairTable],
  [["show", "databases"], showDatabases],
  [["show", "schemas"], showDatabases],
  [["show", "tables"], showTables],
  [["show", "views"], showTables],
  [["show", "columns"], showColumns],
  [["show", "partitions"], showPartitions],
  [["show", "tblproperties"], showProperties],
  [["show", "create"], showCreate],
  [["explain"], explain],
  [["describe"], describeTable],
  [["desc"], describeTable],
  [["prepare"], prepare],
  [["deallocate", "prepare"], deallocate],
];
const NOT_AVAILABLE = [
  "call",
  "use",
  "set",
  "delete",
  "update",
  "merge",
  "optimize",
  "vacuum",
  "truncate",
  "alter",
  "grant",
  "revoke",
  "table",
  "start",
  "commit",
  "rollback",
  "comment",
];
/** Forms of SHOW that Athena has. */
const NOT_AVAILABLE_SHOWS = ["functions", "stats", "catalogs", "session"];

/** For the guide's table. */
export const STATEMENTS: readonly string[] = [
  ...BY_WORDS.map(([words]) => words.join(" ").toUpperCase()),
  "CREATE TABLE",
  "CREATE TABLE AS",
  "EXECUTE",
];
export const NOT_AVAILABLE_STATEMENTS: readonly string[] = NOT_AVAILABLE.map((word) => word.toUpperCase());

/** What runs a statement; throws where Athena, or this one, has no such statement. */
export function recognise(tokens: readonly Token[]): Statement {
  const first = tokens[0];
  if (!first) throw new SqlError("SYNTAX_ERROR", "mismatched input '<EOF>'. Expecting: <query>");
  if (isSymbol(first, "(")) return select;
  if (isWord(first, "create") && isWord(tokens[1], "table")) {
    return findTop(tokens, ["as"]) > 0 ? createTableAs : createTable;
  }
  const known = BY_WORDS.find(([words]) => words.every((word, i) => isWord(tokens[i], word)));
  if (known) return known[1];
  if (first.kind === "word" && NOT_AVAILABLE.includes(first.value)) {
    throw new SqlError(
      "NOT_SUPPORTED",
      `${first.value.toUpperCase()} is not available in the local Athena`,
      first.line,
      first.column,
    );
  }
  if (isWord(first, "show") && isWord(tokens[1], ...NOT_AVAILABLE_SHOWS)) {
    throw new SqlError(
      "NOT_SUPPORTED",
      `SHOW ${tokens[1]?.text.toUpperCase()} is not available in the local Athena`,
      first.line,
      first.column,
    );
  }
  throw new SqlError(
    "SYNTAX_ERROR",
    `mismatched input '${first.text}'. Expecting: <query>`,
    first.line,
    first.column,
  );
}
