// Metric data queries, of alarms and of GetMetricData alike: statistics of metrics and expressions over them.
import { ApiError } from "../../../gateway/aws-json.ts";
import { statisticOf } from "../series/statistic.ts";
import type { MetricStore } from "../series/store.ts";
import { evaluate, type Points, type Result } from "./evaluate.ts";
import { parseMath } from "./parse.ts";
import { search } from "./search.ts";

export interface Dimension {
  Name: string;
  Value: string;
}

export interface MetricDataQuery {
  Id: string;
  Label?: string;
  Expression?: string;
  Period?: number;
  ReturnData?: boolean;
  MetricStat?: {
    Metric: { Namespace: string; MetricName: string; Dimensions?: Dimension[] };
    Period: number;
    Stat: string;
    Unit?: string;
  };
}

/** From its first millisecond on, and before `to`. */
export interface Window {
  from: number;
  to: number;
}

/** A series that a query gave, with what it is called in a graph. */
export interface Answered {
  label: string;
  points: Points;
}

export const dimensionsOf = (dimensions: readonly Dimension[] = []): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

/** Answers queries for some windows of time. */
export class Queries {
  readonly #store: MetricStore;
  readonly #region: string;
  readonly #queries: readonly MetricDataQuery[];
  readonly #windows: readonly Window[];
  readonly #done = new Map<string, Result>();
  /** What the series that a search found are called. */
  readonly #found = new Map<string, string[]>();

  constructor(
    store: MetricStore,
    region: string,
    queries: readonly MetricDataQuery[],
    windows: readonly Window[],
  ) {
    this.#store = store;
    this.#region = region;
    this.#queries = queries;
    this.#windows = windows;
  }

  answer(query: MetricDataQuery): Answered[] {
    const result = this.#result(query.Id);
    const name = query.Label ?? query.MetricStat?.Metric.MetricName ?? query.Id;
    if (typeof result === "number") return [{ label: name, points: this.#windows.map(() => result) }];
    if (typeof result === "string") return [];
    const several = result.length > 0 && result.every((one) => Array.isArray(one));
    const all = (several ? result : [result]) as readonly Points[];
    const labels = this.#found.get(query.Id);
    return all.map((points, at) => ({ label: labels?.[at] ?? name, points }));
  }

  #result(id: string): Result {
    const known = this.#done.get(id);
    if (known !== undefined) return known;
    const query = this.#queries.find((one) => one.Id === id);
    if (!query) throw new ApiError("ValidationError", `Unknown id ${id} in a metric math expression.`);
    const result = query.Expression === undefined ? this.#metric(query) : this.#expression(query);
    this.#done.set(id, result);
    return result;
  }

  #metric({ MetricStat }: MetricDataQuery): Points {
    if (!MetricStat) return [];
    const { Namespace: namespace, MetricName: name, Dimensions } = MetricStat.Metric;
    const id = { region: this.#region, namespace, name, dimensions: dimensionsOf(Dimensions) };
    const series = this.#store.series(id);
    return this.#windows.map(({ from, to }) => statisticOf(series?.between(from, to), MetricStat.Stat));
  }

  #expression({ Id, Expression = "" }: MetricDataQuery): Result {
    return evaluate(parseMath(Expression), {
      periods: this.#windows.length,
      named: (id) => this.#result(id),
      metrics: (like = "") =>
        this.#queries
          .filter((one) => one.MetricStat && one.Id.includes(like))
          .map((one) => this.#result(one.Id) as Points),
      search: (text, statistic) => {
        const metrics = search(this.#store, this.#region, text);
        this.#found.set(
          Id,
          metrics.map(({ name, dimensions }) => [...Object.values(dimensions), name].join(" ")),
        );
        return metrics.map(({ series }) =>
          this.#windows.map(({ from, to }) => statisticOf(series.between(from, to), statistic)),
        );
      },
    });
  }
}
