// A statistic of what came in a period: the five of CloudWatch, and percentiles.
import type { Sample } from "./series.ts";

const PLAIN = new Set(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);
const PERCENTILE = /^p(\d{1,2}(\.\d{1,10})?|100)$/;

export const isStatistic = (name: string): boolean => PLAIN.has(name);
export const isPercentile = (name: string): boolean => PERCENTILE.test(name);

/** @param name one for which `isStatistic` or `isPercentile` holds */
export function statisticOf(sample: Sample | undefined, name: string): number | undefined {
  if (!sample || sample.count === 0) return undefined;
  switch (name) {
    case "SampleCount":
      return sample.count;
    case "Sum":
      return sample.sum;
    case "Average":
      return sample.sum / sample.count;
    case "Minimum":
      return sample.min;
    case "Maximum":
      return sample.max;
    default:
      return percentile(sample, Number(PERCENTILE.exec(name)?.[1]));
  }
}

/** The least value that so many percent of all do not pass. */
function percentile({ values, count }: Sample, percent: number): number {
  const ordered = [...values].sort(([a], [b]) => a - b);
  const wanted = (percent / 100) * count;
  let seen = 0;
  for (const [value, times] of ordered) {
    seen += times;
    if (seen >= wanted) return value;
  }
  return ordered.at(-1)?.[0] ?? Number.NaN;
}
