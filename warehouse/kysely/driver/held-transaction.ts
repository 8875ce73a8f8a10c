// A transaction that does nothing but hold its locks, in a session of its own, for as long as work elsewhere goes on.
import { RedshiftError } from "../errors.ts";
import type { DataApi } from "./data-api.ts";

export class HeldTransaction {
  readonly #api: DataApi;
  readonly #sessionId: string;
  readonly #timer: NodeJS.Timeout;
  #beat: Promise<void> = Promise.resolve();
  #lost: unknown;

  /** Takes over a session whose transaction is open. Its session would end without a statement now and then. */
  constructor(api: DataApi, sessionId: string) {
    this.#api = api;
    this.#sessionId = sessionId;
    this.#timer = setInterval(() => this.#keepAlive(), (api.settings.sessionKeepAliveSeconds * 1000) / 3);
    this.#timer.unref();
  }

  /** Throws once the session has ended, and its locks with it. */
  check(): void {
    if (this.#lost === undefined) return;
    throw new RedshiftError(
      `the session that held the lock of the migrations has ended, so another migrator may be at work: ${(this.#lost as Error).message}`,
      { cause: this.#lost },
    );
  }

  /** Lets go of the locks, and answers the session, which is free. Throws where they were lost before. */
  async end(): Promise<string> {
    clearInterval(this.#timer);
    await this.#beat;
    this.check();
    await this.#run("commit").catch((error) => {
      this.#lost = error;
    });
    this.check();
    return this.#sessionId;
  }

  #keepAlive(): void {
    this.#beat = this.#beat.then(async () => {
      if (this.#lost !== undefined) return;
      await this.#run("select 1").catch((error) => {
        this.#lost = error;
      });
    });
  }

  async #run(sql: string): Promise<void> {
    await this.#api.run({ sql, parameters: [], sessionId: this.#sessionId });
  }
}
