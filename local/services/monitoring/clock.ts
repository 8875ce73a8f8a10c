// The time by which metrics are stored and alarms evaluated: the machine's own, and what a test has let pass beside it.

export class Clock {
  #ahead = 0;

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** A time of the machine's own as this clock has it: what happens now happens now, however much was let pass. */
  shifted(machineTime: number): number {
    return machineTime + this.#ahead;
  }

  advance(seconds: number): void {
    this.#ahead += seconds * 1000;
  }
}
