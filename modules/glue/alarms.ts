// The alarm on crawls that fail. Glue tells EventBridge of them, and EventBridge counts what a rule matches.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { type AlarmVars, metricAlarm } from "../constructs/alarm.ts";
import { type Construct, type Expr, jsonencode, ref, tf } from "../kit/index.ts";

/** @returns alarm → ARN. */
export function crawlAlarm(scope: Construct, vars: AlarmVars & { name: Expr }, crawlers: Expr): Expr {
  const name = `${vars.name}-discovery-failed`;
  new CloudwatchEventRule(scope, "failed", {
    name,
    description: "A crawl has failed",
    eventPattern: jsonencode({
      source: ["aws.glue"],
      "detail-type": ["Glue Crawler State Change"],
      detail: { state: ["Failed"], crawlerName: tf`concat([for c in ${crawlers} : c.name], ["-"])` },
    }).toString(),
    tags: vars.tags.map,
  });
  const made = metricAlarm(scope, "failed-alarm", vars, {
    alarmName: name,
    alarmDescription: "Crawls failed. Their log, and the crawler's last crawl, say why.",
    namespace: "AWS/Events",
    metricName: "TriggeredRules",
    dimensions: { RuleName: name },
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    threshold: 0,
  });
  return tf`${{ failed: ref(made, "arn") }}`;
}
