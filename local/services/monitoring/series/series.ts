// The values of one metric: kept by the second, and by the minute once there are many.

/** Values with how often each came. */
export interface Sample {
  sum: number;
  count: number;
  min: number;
  max: number;
  /** Value → how often; percentiles are read from it. */
  values: Map<number, number>;
  unit: string;
}

interface Slot extends Sample {
  /** The first millisecond of its second or minute. */
  at: number;
}

/** Seconds that a series keeps apart before its older half is kept by the minute. */
const MOST_SLOTS = 5_000;

export class Series {
  #slots: Slot[] = [];

  /** @param at milliseconds since the epoch */
  add(at: number, values: readonly number[], counts: readonly number[] = [], unit = "None"): void {
    const second = Math.floor(at / 1000) * 1000;
    let slot = this.#slots.findLast((one) => one.at <= second);
    if (slot?.at !== second) {
      const place = slot ? this.#slots.indexOf(slot) + 1 : 0;
      slot = { at: second, ...emptySample(unit) };
      this.#slots.splice(place, 0, slot);
    }
    for (const [index, value] of values.entries()) addValue(slot, value, counts[index] ?? 1);
    if (this.#slots.length > MOST_SLOTS) this.#compact();
  }

  /** What came from `from` on and before `to`, in milliseconds; undefined where nothing did. */
  between(from: number, to: number): Sample | undefined {
    let sample: Sample | undefined;
    for (let index = this.#slots.length - 1; index >= 0; index--) {
      const slot = this.#slots[index] as Slot;
      if (slot.at < from) break;
      if (slot.at >= to) continue;
      sample ??= emptySample(slot.unit);
      for (const [value, count] of slot.values) addValue(sample, value, count);
    }
    return sample;
  }

  #compact(): void {
    const half = this.#slots.length / 2;
    const [old, recent] = [this.#slots.slice(0, half), this.#slots.slice(half)];
    const minutes: Slot[] = [];
    for (const slot of old) {
      const at = Math.floor(slot.at / 60_000) * 60_000;
      let minute = minutes.at(-1);
      if (minute?.at !== at) {
        minute = { at, ...emptySample(slot.unit) };
        minutes.push(minute);
      }
      for (const [value, count] of slot.values) addValue(minute, value, count);
    }
    this.#slots = [...minutes, ...recent];
  }
}

const emptySample = (unit: string): Sample => ({
  sum: 0,
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  values: new Map(),
  unit,
});

function addValue(sample: Sample, value: number, count: number): void {
  sample.sum += value * count;
  sample.count += count;
  sample.min = Math.min(sample.min, value);
  sample.max = Math.max(sample.max, value);
  sample.values.set(value, (sample.values.get(value) ?? 0) + count);
}
