// An alarm on an event that a service tells EventBridge of, and has no metric of its own for: a rule matches it, and EventBridge
// counts what the rule matches.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { type Construct, type Expr, jsonencode, ref, type Value } from "../kit/index.ts";
import { type AlarmVars, metricAlarm } from "./alarm.ts";

export interface EventAlarm {
  /** Of the rule, in the module; the alarm's is `ID-alarm`. */
  id: string;
  /** Of rule and alarm, in the account. */
  name: string;
  /** What the rule matches. */
  description: string;
  /** What the alarm says: what it means, and where to look. */
  why: string;
  pattern: Value;
}

/** @returns the alarm's ARN */
export function eventAlarm(
  scope: Construct,
  vars: AlarmVars,
  { id, name, description, why, pattern }: EventAlarm,
): Expr {
  new CloudwatchEventRule(scope, id, {
    name,
    description,
    eventPattern: jsonencode(pattern).toString(),
    tags: vars.tags.map,
  });
  const made = metricAlarm(scope, `${id}-alarm`, vars, {
    alarmName: name,
    alarmDescription: why,
    namespace: "AWS/Events",
    metricName: "TriggeredRules",
    dimensions: { RuleName: name },
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    threshold: 0,
  });
  return ref(made, "arn");
}
