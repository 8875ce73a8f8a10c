// Connections that statements run on side by side: one thread each, or one statement alone with all threads.
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
  #change: Promise<unknown> = Promise.resolve();
  #isOneByOne = false;

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

  /** From now on one statement after the other, of a thread each: where each takes very much memory. */
  oneByOne(): void {
    this.#isOneByOne = true;
  }

  /**
   * Runs `work` on a connection, beside others; or alone, where its statements make use of all threads, or of so much memory that
   * there is none for others. In the order asked for.
   */
  async run<T>(
    alone: boolean,
    work: (connection: DuckDBConnection) => Promise<T>,
    threads = alone ? this.#threads : 1,
  ): Promise<T> {
    const taken = await new Promise<DuckDBConnection[]>((start) => {
      this.#waiting.push({ lanes: alone || this.#isOneByOne ? this.size : 1, start });
      this.#startWaiting();
    });
    const connection = taken[0] as DuckDBConnection;
    try {
      await this.#useThreads(connection, this.#isOneByOne ? 1 : threads);
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

  /** Whoever comes while the number is being changed waits for it too: a statement that begins before has the threads of before. */
  async #useThreads(connection: DuckDBConnection, threads: number): Promise<void> {
    if (this.#atOnce !== threads) {
      this.#atOnce = threads;
      this.#change = connection.run(`SET threads = ${whole(threads)}`);
    }
    await this.#change;
  }
}
