// AWS/SNS's metrics of a topic. Source: SNS Developer Guide, "Monitoring Amazon SNS topics using CloudWatch".
import type { MetricSink } from "../../gateway/metrics.ts";

/** @param topic its ARN */
export function recordOf(sink: MetricSink, topic: string, name: string): void {
  const [, , , region = "", , TopicName = ""] = topic.split(":");
  sink.record(region, [
    { namespace: "AWS/SNS", name, dimensions: { TopicName }, values: [1], unit: "Count" },
  ]);
}
