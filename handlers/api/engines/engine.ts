// What runs SQL, as the routes see it: Athena over the lake, Redshift over the warehouse.
import type { Query } from "../../../core/query/select.ts";

export type State = "running" | "succeeded" | "failed" | "cancelled";

export interface Execution {
  readonly state: State;
  /** The engine's own words on why it failed. */
  readonly reason: string | null;
  readonly submitted_at: string;
  readonly completed_at: string | null;
  /** Bytes read, as the engine counts them; null where it does not say. */
  readonly scanned_bytes: number | null;
}

export interface ResultColumn {
  readonly name: string;
  /** As the engine names it: `varchar`, `decimal(12,2)`. */
  readonly type: string;
}

export interface ResultPage {
  readonly columns: readonly ResultColumn[];
  /** Cells as text. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Where the next page begins; undefined where there is none. */
  readonly next: string | undefined;
}

export interface Engine {
  /** @returns the execution's id. @throws Rejected where the engine refuses it at once */
  start(query: Query): Promise<string>;
  look(id: string): Promise<Execution>;
  /** Of an execution that succeeded. */
  page(id: string, limit: number, from: string | undefined): Promise<ResultPage>;
  cancel(id: string): Promise<void>;
  /** Where the whole result lies, as a URL that is signed; null where it lies nowhere. */
  download(id: string): Promise<Download | null>;
}

export interface Download {
  readonly url: string;
  readonly type: string;
  readonly expires_at: string;
}

/** The engine's own words on a query that it will not run. */
export class Rejected extends Error {
  override readonly name = "Rejected";
}
