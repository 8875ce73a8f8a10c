// The two errors of the dialect: what Redshift refused when it ran a statement, and what was refused before it was sent.
import { sqlStateOf } from "./sqlstate.ts";

export interface RedshiftErrorDetails {
  /** The SQL that was sent, with its :pN placeholders. */
  sql?: string;
  /** The Data API's id of the statement, by which the console and `ListStatements` know it. */
  statementId?: string;
  /** The service exception's name where the Data API itself refused the call, such as "ValidationException". */
  exception?: string;
  /** Overrides the SQLSTATE derived from the message. */
  sqlState?: string;
  cause?: unknown;
}

/**
 * A statement failed. `message` is Redshift's own. Values of parameters are never in it unless Redshift quotes them.
 *
 * @example
 * ```ts
 * try {
 *   await sql`select * from nowhere`.execute(db);
 * } catch (error) {
 *   if (error instanceof RedshiftError && error.sqlState === "42P01") console.log(error.message, error.statementId);
 *   else throw error;
 * }
 * ```
 */
export class RedshiftError extends Error {
  readonly sql: string | undefined;
  readonly statementId: string | undefined;
  /** Five characters where Redshift's message is a known one ("42P01" for a missing relation), else undefined. */
  readonly sqlState: string | undefined;
  readonly exception: string | undefined;

  constructor(message: string, details: RedshiftErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "RedshiftError";
    this.sql = details.sql;
    this.statementId = details.statementId;
    this.exception = details.exception;
    this.sqlState = details.sqlState ?? sqlStateOf(message);
  }
}

/**
 * A query was refused when it was compiled, because Redshift would refuse it or understand something else by it.
 *
 * @example
 * ```ts
 * try {
 *   db.insertInto("orders").values({ id: 1 }).onConflict((conflict) => conflict.doNothing()).compile();
 * } catch (error) {
 *   if (error instanceof RedshiftCompileError) console.log(`no ${error.construct}: ${error.instead}`);
 * }
 * ```
 */
export class RedshiftCompileError extends Error {
  /** What Redshift lacks, such as "ON CONFLICT". */
  readonly construct: string;
  /** What to write in its place. */
  readonly instead: string;

  constructor(construct: string, instead: string) {
    super(`Redshift has no ${construct}: ${instead}`);
    this.name = "RedshiftCompileError";
    this.construct = construct;
    this.instead = instead;
  }
}

/**
 * A name or a value that cannot be sent to Redshift as it is; refused when the query is compiled.
 *
 * @example
 * ```ts
 * try {
 *   await db.insertInto("orders").values({ id: 1, status: "x".repeat(65_536) }).execute();
 * } catch (error) {
 *   if (error instanceof RedshiftValueError) console.log(error.message);
 * }
 * ```
 */
export class RedshiftValueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RedshiftValueError";
  }
}

/**
 * Concurrent transactions collided; running the whole transaction again is the remedy.
 *
 * @example
 * ```ts
 * const insert = () => db.insertInto("orders").values({ id: 1 }).execute();
 * await db.transaction().execute(insert).catch((error) => {
 *   if (!isSerializationFailure(error)) throw error;
 *   return db.transaction().execute(insert);
 * });
 * ```
 */
export function isSerializationFailure(error: unknown): boolean {
  return error instanceof RedshiftError && error.sqlState === "40001";
}
