// AWS/Lambda's metrics of an invocation. Source: Lambda Developer Guide, "Types of metrics for Lambda functions".
import type { MetricSink } from "../../gateway/metrics.ts";
import type { DeployedFunction } from "./functions.ts";
import type { InvocationResult } from "./sandbox.ts";

export const invocationMetrics =
  (sink: MetricSink) =>
  ({ region, configuration }: DeployedFunction, { failed, milliseconds }: InvocationResult): void => {
    const common = { namespace: "AWS/Lambda", dimensions: { FunctionName: configuration.FunctionName } };
    sink.record(region, [
      { ...common, name: "Invocations", values: [1], unit: "Count" },
      { ...common, name: "Errors", values: [failed ? 1 : 0], unit: "Count" },
      { ...common, name: "Duration", values: [milliseconds], unit: "Milliseconds" },
    ]);
  };
