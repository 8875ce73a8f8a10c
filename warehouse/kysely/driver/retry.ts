// Trying again: a limited number of times, after a pause of random length, only where trying again is safe.
import type { RetryOptions } from "../config.ts";

/** Refusals of the Data API that mean: not now. The call had no effect. */
const BUSY = new Set([
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "SlowDown",
  "ActiveStatementsExceededException",
  "ActiveSessionsExceededException",
  "ActiveWaitingRequestsExceededException",
]);

export function isThrottled(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return (name !== undefined && BUSY.has(name)) || $metadata?.httpStatusCode === 429;
}

/** Runs `work` until it succeeds, fails for good, or has had all its attempts. */
export async function withRetry<T>(
  work: (attempt: number) => Promise<T>,
  isRetryable: (error: unknown) => boolean,
  options: Required<RetryOptions>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= options.attempts || signal?.aborted || !isRetryable(error)) throw error;
      await pause(Math.random() * Math.min(options.maxMs, options.baseMs * 2 ** (attempt - 1)), signal);
    }
  }
}

/** Resolves after the time, or as soon as the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    if (signal?.aborted) done();
  });
}
