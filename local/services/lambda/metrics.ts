// AWS/Lambda's metrics of an invocation. Source: Lambda Developer Guide, "Types of metrics for Lambda functions".
import type { MetricSink } from "../../gateway/metrics.ts";
import type { DeployedFunction } from "./functions.ts";
import type { InvocationResult } from "./sandbox.ts";

const commonOf = ({ configuration }: DeployedFunction) => ({
  namespace: "AWS/Lambda",
  dimensions: { FunctionName: configuration.FunctionName },
});

/** What is throttled is no invocation and no error: it is counted by itself. */
export const throttleMetric =
  (sink: MetricSink) =>
  (deployed: DeployedFunction): void =>
    sink.record(deployed.region, [{ ...commonOf(deployed), name: "Throttles", values: [1], unit: "Count" }]);

export const invocationMetrics =
  (sink: MetricSink) =>
  (deployed: DeployedFunction, { failed, milliseconds }: InvocationResult): void => {
    const common = commonOf(deployed);
    sink.record(deployed.region, [
      { ...common, name: "Invocations", values: [1], unit: "Count" },
      { ...common, name: "Errors", values: [failed ? 1 : 0], unit: "Count" },
      { ...common, name: "Duration", values: [milliseconds], unit: "Milliseconds" },
    ]);
  };
