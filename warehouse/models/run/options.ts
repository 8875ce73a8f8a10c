// What a run may be told besides the DAG and where it stands.
import type { RunEvent, RunReport } from "./report.ts";
import type { Served } from "./served.ts";

export interface RunOptions {
  select?: readonly string[];
  exclude?: readonly string[];
  /** Builds incremental models whole. Snapshots are never rebuilt. */
  fullRefresh?: boolean;
  /** Models built at once; 4 without. */
  threads?: number;
  /**
   * Goes on with the last run: what it built stays, what failed or never came to its turn is done. Where runs are named, with the
   * last one only if it is among them; anew if another came between.
   */
  resume?: boolean | readonly string[];
  /** The id of a run that begins anew, 32 hexadecimal digits; a random one without. */
  runId?: string;
  /** "build" models and test them (the default), or only "test" what stands. */
  mode?: "build" | "test";
  /** false builds without tests. */
  tests?: boolean;
  /** Seconds to wait for another run of the DAG to end; 0 refuses at once. */
  waitSeconds?: number;
  /** Starts nothing new after this time (milliseconds since 1970): the rest is left to a resumed run. */
  deadline?: number;
  /** Models that groups of the warehouse may read, beside the readers that they name. */
  served?: readonly Served[];
  signal?: AbortSignal;
  /** Called once all is built and tested, before another run may begin. */
  onDone?: (report: RunReport) => Promise<void>;
  onEvent?: (event: RunEvent) => void;
}
