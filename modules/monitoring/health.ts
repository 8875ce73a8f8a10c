// The alarm that says whether the pipeline is healthy: it goes off while any other one has.
import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm/index.js";
import { type Construct, type Expr, each, forEach, local, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** What the rule of an alarm may name. Source: CloudWatch API, PutCompositeAlarm. */
const MOST_ALARMS = 100;

/** @param alarms alarm → ARN. @returns the ARN of the alarm on all of them */
export function healthAlarm(scope: Construct, vars: Vars<typeof inputs>, alarms: Expr): Expr {
  const anyOf = (names: Expr) => tf`join(" OR ", [for name in ${names} : "ALARM(\\"\${name}\\")"])`;
  // By their names, which are shorter than their ARNs: a rule has ten thousand characters at most.
  const parts = local(
    scope,
    "alarm_parts",
    tf`chunklist([for arn in values(${alarms}) : element(split(":alarm:", arn), 1)], ${MOST_ALARMS})`,
  );
  const name = `${vars.name}-health`;
  const part = forEach(
    new CloudwatchCompositeAlarm(scope, "part", {
      alarmName: `${name}-${each.key}`,
      alarmDescription: `Some of what ${name} is made of.`,
      alarmRule: anyOf(each.value).toString(),
      tags: vars.tags.map,
      lifecycle: { createBeforeDestroy: true },
    }),
    tf`{ for i, names in ${parts} : i + 1 => names if length(${parts}) > 1 }`,
  );
  const whole = new CloudwatchCompositeAlarm(scope, "health", {
    alarmName: name,
    alarmDescription: `The pipeline ${vars.name} is healthy while this is OK. The other alarms say what is not.`,
    alarmRule: anyOf(
      tf`length(${parts}) > 1 ? [for p in ${ref(part)} : p.alarm_name] : flatten(${parts})`,
    ).toString(),
    alarmActions: vars.alarm_topic_arns.list,
    okActions: vars.alarm_topic_arns.list,
    tags: vars.tags.map,
  });
  return ref(whole, "arn");
}
