// Who is subscribed to the topics.
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import {
  type Construct,
  dependsOn,
  type Expr,
  each,
  forEach,
  jsonencode,
  ref,
  tf,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export function subscriptions(scope: Construct, vars: Vars<typeof inputs>, topics: Expr, queues: Expr): Expr {
  const own = each.value;
  const topicArn = tf`${topics}[each.value.topic].arn`;
  const permission = forEach(
    new LambdaPermission(scope, "subscriber", {
      action: "lambda:InvokeFunction",
      functionName: `${own.attr("endpoint")}`,
      principal: "sns.amazonaws.com",
      sourceArn: `${topicArn}`,
    }),
    tf`{ for k, s in ${vars.subscriptions} : k => s if s.protocol == "lambda" }`,
  );
  const retry = own.attr("retry");
  const deliveryPolicy = jsonencode({
    healthyRetryPolicy: {
      minDelayTarget: retry.attr("min_delay_seconds"),
      maxDelayTarget: retry.attr("max_delay_seconds"),
      numRetries: retry.attr("retries"),
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: retry.attr("backoff"),
    },
  });
  const isHttps = tf`each.value.protocol == "https"`;
  const subscription = new SnsTopicSubscription(scope, "subscription", {
    topicArn: `${topicArn}`,
    protocol: `${own.attr("protocol")}`,
    endpoint: `${own.attr("endpoint")}`,
    filterPolicy: `${own.attr("filter_policy")}`,
    filterPolicyScope:
      tf`each.value.filter_policy == null ? null : each.value.filter_policy_scope`.toString(),
    rawMessageDelivery: own.attr("raw").value,
    deliveryPolicy: tf`${isHttps} ? ${deliveryPolicy} : null`.toString(),
    redrivePolicy: jsonencode({ deadLetterTargetArn: tf`${queues}[each.key].arn` }).toString(),
    endpointAutoConfirms: tf`${isHttps} && each.value.endpoint_auto_confirms`.value,
    confirmationTimeoutInMinutes: own.attr("confirmation_timeout_minutes").number,
  });
  return ref(dependsOn(forEach(subscription, vars.subscriptions), permission));
}
