// Counts what a limit allows: token buckets for rates, calendar periods for quotas.

/** Requests a second, and how many at once. */
export interface Rate {
  rateLimit?: number | undefined;
  burstLimit?: number | undefined;
}

export interface Quota {
  limit: number;
  /** DAY, WEEK or MONTH. */
  period: string;
  /** Requests taken off the first period. */
  offset?: number | undefined;
}

interface Bucket {
  tokens: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** The period that a moment is in: UTC days, weeks from Sunday, months. */
export function periodOf(period: string, now: number): string {
  const date = new Date(now);
  if (period === "MONTH") return date.toISOString().slice(0, 7);
  if (period === "WEEK") date.setUTCDate(date.getUTCDate() - date.getUTCDay());
  return date.toISOString().slice(0, 10);
}

export class Throttle {
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  readonly #used = new Map<string, { period: string; count: number }>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes one request from each bucket, or from none where one is empty. A rate without a limit holds nobody back. */
  take(limits: readonly { key: string; rate: Rate }[]): boolean {
    const now = this.#now();
    const open = limits
      .filter(({ rate }) => rate.rateLimit !== undefined || rate.burstLimit !== undefined)
      .map(({ key, rate }) => {
        const most = Math.max(rate.burstLimit ?? rate.rateLimit ?? 0, 0);
        const bucket = this.#buckets.get(key) ?? { tokens: most, at: now };
        const refilled = bucket.tokens + ((now - bucket.at) / 1000) * (rate.rateLimit ?? most);
        return { key, tokens: Math.min(most, refilled) };
      });
    const allowed = open.every(({ tokens }) => tokens >= 1);
    for (const { key, tokens } of open)
      this.#buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed;
  }

  /** Counts one request against a quota; false where it is used up. */
  spend(key: string, quota: Quota): boolean {
    const period = `${quota.period} ${periodOf(quota.period, this.#now())}`;
    let used = this.#used.get(key);
    if (!used) used = { period, count: quota.offset ?? 0 };
    else if (used.period !== period) used = { period, count: 0 };
    this.#used.set(key, used);
    if (used.count >= quota.limit) return false;
    used.count += 1;
    return true;
  }
}
