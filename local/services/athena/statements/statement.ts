// What a statement of Athena's is: it has its tokens and its environment, and leaves an outcome.
import type { SpilledResult } from "../../../sql/results.ts";
import type { Token } from "../../../sql/tokens.ts";
import type { Encryption } from "../../../sql/upload.ts";
import type { QueryEnvironment } from "../environment.ts";
import type { Trino } from "../real-trino/engine.ts";

export interface StatementContext {
  environment: QueryEnvironment;
  tokens: readonly Token[];
  /** The statement as written. */
  text: string;
  /** QueryExecutionContext.Database. */
  database: string | undefined;
  queryId: string;
  /** s3:// folder for results, with a slash at its end. */
  outputFolder: string;
  /** The workgroup forbids locations of the client's own. */
  enforced: boolean;
  encryption: Encryption;
  /** A local file for the result's rows. */
  resultFile: string;
  /** The real Trino, where queries are its. */
  trino: Trino | undefined;
}

export type StatementKind = "DML" | "DDL" | "UTILITY";

export type StatementResult =
  | { kind: "rows"; result: SpilledResult }
  | { kind: "text"; columns: string[]; rows: string[][] }
  | { kind: "none"; updateCount?: number; manifest?: string };

export interface Statement {
  kind: StatementKind;
  /** Athena's SubstatementType, such as SELECT or CREATE_TABLE_AS_SELECT. */
  type: string;
  run(context: StatementContext): Promise<StatementResult>;
}

/** A statement's text, read. */
export interface Recognised {
  tokens: readonly Token[];
  statement: Statement;
}
