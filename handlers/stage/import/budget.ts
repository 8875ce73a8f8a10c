// What an import may spend: the time and the capacity of whatever runs it. A function has minutes and its memory; a job
// that has hours runs the same code with another budget.

/** The import needs more storage, memory or time than what runs it has. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

export interface TimeBudget {
  /** Throws where too little is left to begin another import; its message comes again. */
  check(): void;
  /** Whether most of the time is left. */
  isEarly(): boolean;
  /**
   * Runs `work` with a signal that ends it in time.
   * @throws TooLarge where work that had most of the time is not done: it would never be
   */
  within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}
