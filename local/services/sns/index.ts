// SNS: moto's topics and subscriptions. Deliveries to HTTP subscribers go on past the publisher, and count as work.
import { callRest } from "../../gateway/call.ts";
import { type Forward, type Handler, inTurn, type LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import { singleAction } from "../../iam/single-actions.ts";
import { anonymous, claims, unsigned } from "./unsigned.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request) => {
  const input = inputOf(request);
  const resource = text(input.TopicArn) ?? text(input.TargetArn) ?? text(input.SubscriptionArn) ?? "*";
  return [{ action: `sns:${singleAction(String(request.operation))}`, resource }];
};

/** Headers by which moto is told what only the local AWS knows; a caller's own are dropped. */
const OURS = /^x-headrace-/;

/** Messages name the address of their certificate, and of what confirms and ends a subscription: the endpoint's own. */
const withEndpoint =
  (endpoint: string): Handler =>
  (request, forward) => {
    const theirs = Object.entries(request.headers).filter(([name]) => !OURS.test(name));
    return forward({
      ...request,
      headers: { ...Object.fromEntries(theirs), "x-headrace-endpoint": endpoint },
    });
  };

interface Behind {
  endpoint: string;
  region: string;
  forward: Forward;
}

export const sns = ({ endpoint, region, forward }: Behind): LocalService => ({
  services: ["sns"],
  claims,
  anonymous,
  handle: inTurn(withEndpoint(endpoint), unsigned),
  needs,
  changesAccess: ({ operation = "" }) => /^(CreateTopic|DeleteTopic|SetTopicAttributes)$/.test(operation),
  async activity() {
    const path = "/moto-api/headrace/deliveries";
    const { count } = await callRest<{ count: number }>(forward, "sns", region, "GET", path);
    return { work: [{ what: "deliveries to HTTP subscribers", count }] };
  },
});
