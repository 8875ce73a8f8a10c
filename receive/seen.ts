// Which messages were handled: SNS delivers at least once, and a captured message can be posted again.

/**
 * Knows the messages that are being handled and those that were. The default lives in this process's memory; several
 * processes, or a Lambda function, need one that they share (DynamoDB, Redis, SQL): three operations, the first atomic.
 */
export interface SeenStore {
  /**
   * Takes a message for this caller, unless it was handled or another has it; of two at once only one gets "begun".
   * @param id text of at most 500 characters
   * @param leaseSeconds after which a caller that neither finished nor released it is taken to have died
   */
  begin(id: string, leaseSeconds: number): Promise<"begun" | "running" | "done">;
  /** It was handled: `begin` answers "done" for so many seconds, at least. */
  finish(id: string, keepSeconds: number): Promise<void>;
  /** It was not: the next `begin` gets it. */
  release(id: string): Promise<void>;
}

/**
 * The store in memory: some 250 bytes for each message of the window of time. Only messages that were verified get into it.
 * @param now milliseconds since 1970
 */
export function memoryStore(now: () => number = Date.now): SeenStore {
  const known = new Map<string, { done: boolean; until: number }>();
  let swept = now();
  const sweep = (): void => {
    // Once a minute is often enough, and costs one walk.
    if (now() - swept < 60_000) return;
    swept = now();
    for (const [id, { until }] of known) if (until <= swept) known.delete(id);
  };
  return {
    async begin(id, leaseSeconds) {
      sweep();
      const found = known.get(id);
      if (found && found.until > now()) return found.done ? "done" : "running";
      known.set(id, { done: false, until: now() + leaseSeconds * 1000 });
      return "begun";
    },
    async finish(id, keepSeconds) {
      known.set(id, { done: true, until: now() + keepSeconds * 1000 });
    },
    async release(id) {
      known.delete(id);
    },
  };
}
