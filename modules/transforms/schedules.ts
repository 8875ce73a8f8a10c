// When the models are run by the clock. EventBridge retries what it cannot hand over; the function's own failures go to
// the failures queue.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { type Construct, type Expr, each, forEach, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns schedule → ARN of its rule. */
export function schedules(scope: Construct, vars: Vars<typeof inputs>, lambda: Expr): Expr {
  const rule = forEach(
    new CloudwatchEventRule(scope, "schedule", {
      name: `${vars.name}-transforms-${each.key}`,
      description: `Runs the models of ${vars.name}`,
      scheduleExpression: `${each.value}`,
      tags: vars.tags.map,
    }),
    vars.schedules,
  );
  forEach(
    new CloudwatchEventTarget(scope, "schedule-target", {
      rule: `${each.value.attr("name")}`,
      arn: `${lambda.attr("arn")}`,
    }),
    ref(rule),
  );
  forEach(
    new LambdaPermission(scope, "schedule-permission", {
      statementId: `schedule-${each.key}`,
      action: "lambda:InvokeFunction",
      functionName: `${lambda.attr("function_name")}`,
      principal: "events.amazonaws.com",
      sourceArn: `${each.value.attr("arn")}`,
    }),
    ref(rule),
  );
  return tf`{ for k, v in ${ref(rule)} : k => v.arn }`;
}
