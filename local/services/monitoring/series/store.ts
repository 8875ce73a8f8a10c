// All metrics of the account, by region, namespace, name and dimensions, and who is told when one has a new value.
import type { Datum, Dimensions, MetricSink } from "../../../gateway/metrics.ts";
import type { Clock } from "../clock.ts";
import { Series } from "./series.ts";

export interface MetricId {
  region: string;
  namespace: string;
  name: string;
  dimensions: Dimensions;
}

export interface Metric extends MetricId {
  series: Series;
}

const keyOf = ({ region, namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([region, namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

export class MetricStore implements MetricSink {
  readonly clock: Clock;
  readonly #metrics = new Map<string, Metric>();
  readonly #listeners: (() => void)[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  onRecord(listener: () => void): void {
    this.#listeners.push(listener);
  }

  record(region: string, data: readonly Datum[]): void {
    for (const { namespace, name, dimensions, values, counts, unit, at } of data) {
      const id = { region, namespace, name, dimensions };
      const key = keyOf(id);
      const metric = this.#metrics.get(key) ?? { ...id, series: new Series() };
      this.#metrics.set(key, metric);
      metric.series.add(at === undefined ? this.clock.now() : this.clock.shifted(at), values, counts, unit);
    }
    if (data.length > 0) for (const listener of this.#listeners) listener();
  }

  /** The series of exactly these dimensions, as CloudWatch has it; nothing is added up over others. */
  series(id: MetricId): Series | undefined {
    return this.#metrics.get(keyOf(id))?.series;
  }

  /** All metrics of a region, in the order in which they were first seen. */
  metrics(region: string): Metric[] {
    return [...this.#metrics.values()].filter((metric) => metric.region === region);
  }
}
