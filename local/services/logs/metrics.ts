// What reaches a log group becomes metrics: lines in embedded metric format, and what metric filters find.
import { jsonBody } from "../../gateway/aws-json.ts";
import type { Datum, MetricSink } from "../../gateway/metrics.ts";
import type { Handler, ServiceRequest } from "../../gateway/service.ts";
import { emfOf } from "../monitoring/series/emf.ts";
import { fieldOf, type Pattern, parsePattern } from "./pattern.ts";

interface Transformation {
  metricName: string;
  metricNamespace: string;
  metricValue: string;
  defaultValue?: number;
  dimensions?: Record<string, string>;
  unit?: string;
}

interface Filter {
  name: string;
  matches: Pattern;
  transformations: Transformation[];
}

interface Event {
  message: string;
  timestamp: number;
}

export class LogMetrics {
  readonly #sink: MetricSink;
  /** By region and group. */
  readonly #filters = new Map<string, Filter[]>();

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  readonly handler: Handler = (request, forward) => {
    if (request.operation === "PutLogEvents")
      return forward(request).then((response) => {
        if (response.status < 300) this.#read(request);
        return response;
      });
    if (!/^(Put|Delete)MetricFilter$/.test(request.operation ?? "")) return undefined;
    return forward(request).then((response) => {
      if (response.status < 300) this.#keep(request);
      return response;
    });
  };

  #keep(request: ServiceRequest): void {
    const { logGroupName, filterName, filterPattern, metricTransformations } = jsonBody<{
      logGroupName: string;
      filterName: string;
      filterPattern?: string;
      metricTransformations?: Transformation[];
    }>(request);
    const key = `${request.region} ${logGroupName}`;
    const others = (this.#filters.get(key) ?? []).filter(({ name }) => name !== filterName);
    if (request.operation === "PutMetricFilter")
      others.push({
        name: filterName,
        matches: parsePattern(filterPattern ?? ""),
        transformations: metricTransformations ?? [],
      });
    this.#filters.set(key, others);
  }

  #read(request: ServiceRequest): void {
    const { logGroupName, logEvents = [] } = jsonBody<{ logGroupName: string; logEvents?: Event[] }>(request);
    const filters = this.#filters.get(`${request.region} ${logGroupName}`) ?? [];
    const data = logEvents.flatMap((event) => [
      ...emfOf(event.message),
      ...filters.flatMap((filter) => found(filter, event)),
    ]);
    this.#sink.record(request.region, data);
  }
}

function found({ matches, transformations }: Filter, { message, timestamp }: Event): Datum[] {
  const hit = matches(message);
  return transformations.flatMap((transformation) => {
    const { metricNamespace, metricName, metricValue, defaultValue, dimensions, unit } = transformation;
    const common = { namespace: metricNamespace, name: metricName, unit, at: timestamp };
    if (!hit)
      return defaultValue === undefined ? [] : [{ ...common, dimensions: {}, values: [defaultValue] }];
    const value = metricValue.startsWith("$") ? Number(fieldOf(message, metricValue)) : Number(metricValue);
    if (!Number.isFinite(value)) return [];
    const named = Object.entries(dimensions ?? {}).map(
      ([name, selector]) => [name, fieldOf(message, selector)] as const,
    );
    if (named.some(([, text]) => text === undefined)) return [];
    return [
      {
        ...common,
        dimensions: Object.fromEntries(named.map(([name, text]) => [name, String(text)])),
        values: [value],
      },
    ];
  });
}
