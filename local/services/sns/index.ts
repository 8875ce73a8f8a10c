// SNS: moto's topics. Deliveries to HTTP subscribers go on past the publisher, and count as work.
import { callRest } from "../../gateway/call.ts";
import type { Forward, LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import { singleAction } from "../../iam/single-actions.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request) => {
  const input = inputOf(request);
  const resource = text(input.TopicArn) ?? text(input.TargetArn) ?? text(input.SubscriptionArn) ?? "*";
  return [{ action: `sns:${singleAction(String(request.operation))}`, resource }];
};

interface Behind {
  region: string;
  forward: Forward;
}

export const sns = ({ region, forward }: Behind): LocalService => ({
  services: ["sns"],
  needs,
  changesAccess: ({ operation = "" }) => /^(CreateTopic|DeleteTopic|SetTopicAttributes)$/.test(operation),
  async activity() {
    const path = "/moto-api/headrace/deliveries";
    const { count } = await callRest<{ count: number }>(forward, "sns", region, "GET", path);
    return { work: [{ what: "deliveries to HTTP subscribers", count }] };
  },
});
