// The widgets of a dashboard as questions: each line that is seen, asked of the metrics that are there.
import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";

export interface Widget {
  type: string;
  properties: { title: string; stat: string; period: number; metrics: unknown[][] };
}

/** What a widget asks: each line that is seen, with those that its expression reads. */
export function queriesOf({
  metrics,
  stat,
  period,
}: Widget["properties"]): { query: MetricDataQuery[]; about: string }[] {
  const all = metrics.map((line, at): MetricDataQuery & { seen: boolean } => {
    const last = line.at(-1);
    const own = (typeof last === "object" ? last : {}) as Record<string, unknown>;
    const Id = String(own.id ?? `m${at}`);
    const seen = own.visible !== false;
    if (own.expression) return { Id, Expression: String(own.expression), Period: period, seen };
    const [Namespace, MetricName, ...pairs] = line.filter((part) => typeof part === "string") as string[];
    const Dimensions = pairs.flatMap((Name, i) => (i % 2 === 0 ? [{ Name, Value: pairs[i + 1] }] : []));
    const MetricStat = {
      Metric: { Namespace, MetricName, Dimensions },
      Period: period,
      Stat: String(own.stat ?? stat),
    };
    return { Id, MetricStat, seen };
  });
  return all.flatMap(({ seen, ...line }) => {
    if (!seen) return [];
    const others = all
      .filter(({ Id }) => Id !== line.Id)
      .map(({ seen: _seen, ...other }) => ({ ...other, ReturnData: false }));
    const query = line.Expression ? [line, ...others] : [line];
    return [{ query, about: JSON.stringify(line.Expression ?? line.MetricStat?.Metric) }];
  });
}
