// One import while it runs: its folders, its connection, its counts.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Plan } from "../plan/plan.ts";
import type { TokenSources } from "../tokens/tokenizer.ts";
import type { BadRows } from "./bad-rows.ts";
import type { Lanes } from "./lanes.ts";
import type { Limits } from "./session.ts";
import type { ImportRequest } from "./types.ts";

export interface Run {
  readonly request: ImportRequest;
  readonly plan: Plan;
  readonly connection: DuckDBConnection;
  /** What writes; the connection is one of them. */
  readonly lanes: Lanes;
  readonly limits: Limits;
  readonly bad: BadRows;
  /** Where tokens come from that SQL cannot make. */
  readonly tokens: TokenSources;
  /** A folder of this run alone, removed at its end. */
  readonly work: string;
  /** Bytes of the file that are read, and all of them. */
  bytesRead(): { readonly read: number; readonly total: number };
  /** Tells the caller how far it is; `bytes` are those of the file just read. */
  progress(phase: string, bytes?: number): void;
}
