// AWS/ApiGateway's metrics of a request to a REST API, by the API and by the API and its stage.
// Source: API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics".
import type { Datum, Dimensions, MetricSink } from "../../gateway/metrics.ts";

export interface Answered {
  region: string;
  apiName: string;
  stage: string;
  status: number;
  milliseconds: number;
}

export function recordAnswer(
  sink: MetricSink,
  { region, apiName, stage, status, milliseconds }: Answered,
): void {
  const values = {
    Count: 1,
    "4XXError": status >= 400 && status < 500 ? 1 : 0,
    "5XXError": status >= 500 ? 1 : 0,
    Latency: milliseconds,
  };
  const data: Datum[] = [];
  const both: Dimensions[] = [{ ApiName: apiName }, { ApiName: apiName, Stage: stage }];
  for (const dimensions of both)
    for (const [name, value] of Object.entries(values))
      data.push({
        namespace: "AWS/ApiGateway",
        name,
        dimensions,
        values: [value],
        unit: name === "Latency" ? "Milliseconds" : "Count",
      });
  sink.record(region, data);
}
