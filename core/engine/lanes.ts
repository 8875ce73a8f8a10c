// Connections that statements run on side by side: one thread each, or one statement alone with all of them.
import type { DuckDBConnection } from "@duckdb/node-api";
import { whole } from "../plan/sql.ts";

/** Node runs statements on four threads of its own, and files are read and written there too. */
const MOST_LANES = 3;

/** How many statements a run may have at work. */
export const lanesFor = (threads: number): number => Math.max(1, Math.min(MOST_LANES, threads));

interface Waiting {
  readonly lanes: number;
  readonly start: (taken: DuckDBConnection[]) => void;
}

export class Lanes {
  readonly #connections: readonly DuckDBConnection[];
  readonly #threads: number;
  readonly #free: DuckDBConnection[];
  readonly #waiting: Waiting[] = [];
  #atOnce: number;

  /** @param threads of all of them together; what the database is set to now */
  constructor(connections: readonly DuckDBConnection[], threads: number) {
    this.#connections = connections;
    this.#threads = threads;
    this.#free = [...connections];
    this.#atOnce = threads;
  }

  get size(): number {
    return this.#connections.length;
  }

  /** Runs `work` on a connection, beside others; or alone, where its statements make use of all threads. In the order asked for. */
  async run<T>(alone: boolean, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const taken = await new Promise<DuckDBConnection[]>((start) => {
      this.#waiting.push({ lanes: alone ? this.size : 1, start });
      this.#startWaiting();
    });
    const connection = taken[0] as DuckDBConnection;
    try {
      // What runs alone has the threads that would be at work in all lanes.
      await this.#useThreads(connection, alone ? this.#threads : this.#threads - this.size + 1);
      return await work(connection);
    } finally {
      this.#free.push(...taken);
      this.#startWaiting();
    }
  }

  #startWaiting(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (!next || next.lanes > this.#free.length) return;
      this.#waiting.shift();
      next.start(this.#free.splice(0, next.lanes));
    }
  }

  async #useThreads(connection: DuckDBConnection, threads: number): Promise<void> {
    if (this.#atOnce === threads) return;
    this.#atOnce = threads;
    await connection.run(`SET threads = ${whole(threads)}`);
  }
}
