// What the function may do for callers who subscribe their endpoints.
import { SUBSCRIBER_INDEX } from "../../core/records/api-table.ts";
import { lets } from "../constructs/api-permissions.ts";
import { type Expr, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/**
 * Over HTTPS alone, and to the topics that a group may subscribe to. Source: Service Authorization Reference, "Actions,
 * resources, and condition keys for Amazon SNS": Subscribe has `sns:Protocol` and `sns:Endpoint`; what is done to a subscription
 * takes its topic as resource, and a subscription's ARN begins with its topic's.
 */
export function subscriptionStatements(vars: Vars<typeof inputs>, tableArn: Expr): Statement[] {
  const when = lets(vars.api, "subscriptions");
  const topics = tf`[for t in ${vars.topics} : t.arn]`;
  return [
    {
      sid: "Subscribe",
      actions: ["sns:Subscribe"],
      resources: topics,
      conditions: {
        StringEquals: { "sns:Protocol": "https" },
        StringLike: { "sns:Endpoint": "https://*" },
      },
      when,
    },
    {
      sid: "FollowSubscriptions",
      actions: ["sns:ConfirmSubscription", "sns:GetSubscriptionAttributes", "sns:Unsubscribe"],
      resources: tf`flatten([for t in ${vars.topics} : [t.arn, "\${t.arn}:*"]])`,
      when,
    },
    {
      sid: "FindSubscriptions",
      actions: ["dynamodb:Query"],
      resources: `${tableArn}/index/${SUBSCRIBER_INDEX.name}`,
      when,
    },
    { sid: "DropSubscriptions", actions: ["dynamodb:DeleteItem"], resources: tableArn, when },
  ];
}
