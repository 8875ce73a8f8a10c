// Idle sessions of the Data API. None can be closed: each ends by itself when its time without a statement is over.

export class SessionPool {
  readonly #keepAliveMs: number;
  readonly #idle: { id: string; until: number }[] = [];

  constructor(keepAliveSeconds: number) {
    this.#keepAliveMs = keepAliveSeconds * 1000;
  }

  /** The session used last, if one has half of its time left. */
  take(): string | undefined {
    const now = Date.now();
    const last = this.#idle.pop();
    if (last && last.until > now) return last.id;
    this.#idle.length = 0;
    return undefined;
  }

  give(id: string): void {
    this.#idle.push({ id, until: Date.now() + this.#keepAliveMs / 2 });
  }

  clear(): void {
    this.#idle.length = 0;
  }
}
