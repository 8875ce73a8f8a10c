// Evaluates an alarm of a metric: of the last periods, how many breach the threshold, and what those without data count as.
// Source: CloudWatch User Guide, "Alarm evaluation" and "Configuring how CloudWatch alarms treat missing data". The periods
// end now and not at a full minute, and none before the evaluation periods is looked at: AWS looks at a few more.
import { type MetricDataQuery, Queries, type Window } from "../math/queries.ts";
import type { MetricStore } from "../series/store.ts";
import type { MetricAlarm, State } from "./alarm.ts";

export interface Verdict {
  state: State;
  reason: string;
  /** What the notification's reader is told of the values; JSON. */
  data?: string;
}

const BREACHES: Readonly<
  Record<string, { in: string; holds: (value: number, threshold: number) => boolean }>
> = {
  GreaterThanThreshold: { in: "greater than", holds: (value, threshold) => value > threshold },
  GreaterThanOrEqualToThreshold: {
    in: "greater than or equal to",
    holds: (value, threshold) => value >= threshold,
  },
  LessThanThreshold: { in: "less than", holds: (value, threshold) => value < threshold },
  LessThanOrEqualToThreshold: {
    in: "less than or equal to",
    holds: (value, threshold) => value <= threshold,
  },
};

export const COMPARISONS = Object.keys(BREACHES);

/** The query whose value is compared, with those that it reads. */
export function queriesOf(alarm: MetricAlarm): { queries: MetricDataQuery[]; compared: MetricDataQuery } {
  if (alarm.Metrics) {
    const compared = alarm.Metrics.find(({ ReturnData }) => ReturnData !== false) as MetricDataQuery;
    return { queries: alarm.Metrics, compared };
  }
  const query: MetricDataQuery = {
    Id: "m",
    MetricStat: {
      Metric: {
        Namespace: alarm.Namespace ?? "",
        MetricName: alarm.MetricName ?? "",
        Dimensions: alarm.Dimensions,
      },
      Period: alarm.Period ?? 60,
      Stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? "",
    },
  };
  return { queries: [query], compared: query };
}

/** Seconds. */
export function periodOf(alarm: MetricAlarm): number {
  if (alarm.Period !== undefined) return alarm.Period;
  const periods = (alarm.Metrics ?? []).map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0);
  return Math.max(...periods) || 60;
}

/** Undefined where the alarm stays as it is. */
export function verdictOf(alarm: MetricAlarm, store: MetricStore, region: string): Verdict | undefined {
  const period = periodOf(alarm) * 1000;
  // What came in this very second counts.
  const now = Math.floor(store.clock.now() / 1000) * 1000 + 1000;
  const windows: Window[] = Array.from({ length: alarm.EvaluationPeriods }, (_, back) => ({
    from: now - (back + 1) * period,
    to: now - back * period,
  }));
  const { queries, compared } = queriesOf(alarm);
  const [answered] = new Queries(store, region, queries, windows).answer(compared);
  return judged(alarm, answered?.points ?? windows.map(() => undefined), windows);
}

function judged(
  alarm: MetricAlarm,
  points: readonly (number | undefined)[],
  windows: readonly Window[],
): Verdict | undefined {
  const { EvaluationPeriods, Threshold, TreatMissingData: missing = "missing" } = alarm;
  const needed = alarm.DatapointsToAlarm ?? EvaluationPeriods;
  const comparison = BREACHES[alarm.ComparisonOperator];
  const there = points.filter((point) => point !== undefined);
  if (there.length === 0 && missing === "ignore") return undefined;
  if (there.length === 0 && missing === "missing") {
    const reason = `Insufficient Data: ${EvaluationPeriods} datapoint${EvaluationPeriods === 1 ? " was" : "s were"} unknown.`;
    return { state: "INSUFFICIENT_DATA", reason };
  }
  const breaching = points.filter((point) =>
    point === undefined ? missing === "breaching" : comparison?.holds(point, Threshold),
  ).length;
  const state = breaching >= needed ? "ALARM" : "OK";
  const shown = points.map((point, at) =>
    point === undefined ? "no data" : `${point} (${new Date(windows[at]?.from ?? 0).toISOString()})`,
  );
  const reason =
    `Threshold Crossed: ${breaching} out of the last ${EvaluationPeriods} datapoints [${shown.slice(0, 5).join(", ")}] ` +
    `${breaching === 1 ? "was" : "were"} ${comparison?.in} the threshold (${Threshold}) ` +
    `(${state === "ALARM" ? `minimum ${needed} for OK -> ALARM` : `less than ${needed} for ALARM -> OK`} transition).`;
  const data = JSON.stringify({
    version: "1.0",
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    period: periodOf(alarm),
    recentDatapoints: there,
    threshold: Threshold,
  });
  return { state, reason, data };
}
