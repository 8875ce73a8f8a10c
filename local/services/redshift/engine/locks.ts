// Table locks: who writes a table, or changes it, holds it until the transaction ends; others that would write it wait.
import { SqlError } from "../../../sql/tokens.ts";

interface Waiter {
  owner: object;
  wake(): void;
  fail(error: Error): void;
}

export class Locks {
  /** Number of the commit that wrote a table last. */
  readonly #written = new Map<string, number>();
  #commits = 0;
  readonly #holders = new Map<string, object>();
  readonly #waiting = new Map<string, Waiter[]>();

  /** Takes the locks, in one order for everybody; says whether it had to wait. Rejects where waiting would never end. */
  async acquire(owner: object, tables: Iterable<string>): Promise<boolean> {
    let waited = false;
    for (const table of [...new Set(tables)].sort()) {
      for (;;) {
        const holder = this.#holders.get(table);
        if (holder === undefined || holder === owner) break;
        if (this.#waitsFor(holder, owner)) {
          throw new SqlError(
            "ERROR",
            `deadlock detected\n  Detail: two transactions wait for each other's tables, one of them ${table}`,
          );
        }
        waited = true;
        await new Promise<void>((wake, fail) => {
          const waiters = this.#waiting.get(table) ?? [];
          waiters.push({ owner, wake, fail });
          this.#waiting.set(table, waiters);
        });
      }
      this.#holders.set(table, owner);
    }
    return waited;
  }

  /** The number of commits so far: what a transaction that begins now can see. */
  get commits(): number {
    return this.#commits;
  }

  /** Whether one of the tables was written by a commit after `commits` of them. */
  writtenSince(tables: Iterable<string>, commits: number): boolean {
    return [...tables].some((table) => (this.#written.get(table) ?? 0) > commits);
  }

  /** The number of the commit that wrote a table last. */
  lastWrite(table: string): number {
    return this.#written.get(table) ?? 0;
  }

  release(owner: object, committed = false): void {
    this.#commits++;
    for (const [table, holder] of [...this.#holders]) {
      if (holder !== owner) continue;
      this.#holders.delete(table);
      if (committed) this.#written.set(table, this.#commits);
      const waiters = this.#waiting.get(table) ?? [];
      this.#waiting.delete(table);
      for (const waiter of waiters) waiter.wake();
    }
  }

  /** Ends the waiting of one who is cancelled. */
  cancel(owner: object, error: Error): void {
    for (const [table, waiters] of this.#waiting) {
      for (const waiter of waiters) if (waiter.owner === owner) waiter.fail(error);
      this.#waiting.set(
        table,
        waiters.filter((waiter) => waiter.owner !== owner),
      );
    }
  }

  /** Whether `holder` waits, through however many others, for what `owner` holds. */
  #waitsFor(holder: object, owner: object): boolean {
    const seen = new Set<object>();
    const queue = [holder];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (at === owner) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      for (const [table, waiters] of this.#waiting) {
        const next = this.#holders.get(table);
        if (next !== undefined && waiters.some((waiter) => waiter.owner === at)) queue.push(next);
      }
    }
    return false;
  }
}
