// What services tell CloudWatch of their own work: a value of a metric, as AWS's own services publish it.

/** Name → value. */
export type Dimensions = Readonly<Record<string, string>>;

export interface Datum {
  namespace: string;
  name: string;
  dimensions: Dimensions;
  /** Each counts once, or as often as `counts` says at its place. */
  values: readonly number[];
  counts?: readonly number[];
  unit?: string;
  /** Milliseconds since the epoch; now where absent. */
  at?: number;
}

export interface MetricSink {
  record(region: string, data: readonly Datum[]): void;
}
