// How many calls may wait at the service at once. A call that waits keeps a socket until its statement ends, and that may
// take a statement which is still to be sent: if those that wait had all sockets, nothing would ever end their waiting.
import type { DataApiClient } from "./api-types.ts";

/**
 * Sockets of a client that the dialect makes: one for each of the 500 statements that a cluster runs at once (quota
 * "active queries" of the Data API).
 */
export const SOCKETS = 500;
/** What a handler is taken to have whose sockets cannot be counted: the SDK's own default. */
const SOCKETS_UNSEEN = 50;
/** Half of what the service allows (quota of DescribeStatement: 100 a second): it may be asked about other work, too. */
const QUESTIONS_PER_SECOND = 50;
/** The first questions come quickly, since most statements end soon: these many are not counted into the rate. */
const QUICK_QUESTIONS = 4;

const byClient = new WeakMap<DataApiClient, LongPolls>();

export class LongPolls {
  readonly #client: DataApiClient;
  #waiting = 0;
  #asking = 0;

  private constructor(client: DataApiClient) {
    this.#client = client;
  }

  /** One count for each client, since its sockets are what is shared. */
  static of(client: DataApiClient): LongPolls {
    const known = byClient.get(client) ?? new LongPolls(client);
    byClient.set(client, known);
    return known;
  }

  /** Makes a call that may wait for `seconds`, or for none where half of the sockets wait already. */
  async call<T>(seconds: number, send: (wait: number) => Promise<T>): Promise<T> {
    if (seconds <= 0 || this.#waiting >= this.#places()) return send(0);
    this.#waiting++;
    try {
      return await send(seconds);
    } finally {
      this.#waiting--;
    }
  }

  /** Runs `work`, which follows a statement to its end. Those that have no place to wait ask all the slower. */
  async asking<T>(work: () => Promise<T>): Promise<T> {
    this.#asking++;
    try {
      return await work();
    } finally {
      this.#asking--;
    }
  }

  /** Milliseconds until a statement is asked for again: longer each time, and the longer the more of them are asked for. */
  pauseMs(round: number): number {
    const slower = Math.min(20 * 2 ** round, 1000);
    return round < QUICK_QUESTIONS
      ? slower
      : Math.max(slower, ((this.#asking - this.#waiting) * 1000) / QUESTIONS_PER_SECOND);
  }

  #places(): number {
    const handler = this.#client.config.requestHandler as { httpHandlerConfigs?(): Agents };
    const configs = handler.httpHandlerConfigs?.();
    // A handler knows its sockets once it has sent something: until then a single call may wait.
    if (configs && Object.keys(configs).length === 0) return 1;
    const sockets = [configs?.httpAgent, configs?.httpsAgent].flatMap((agent) => agent?.maxSockets ?? []);
    const fewest = sockets.length > 0 ? Math.min(...sockets, SOCKETS) : SOCKETS_UNSEEN;
    return Math.floor(fewest / 2);
  }
}

interface Agents {
  httpAgent?: { maxSockets?: number };
  httpsAgent?: { maxSockets?: number };
}
