// SNS: moto's topics and subscriptions. What it delivers to HTTP subscribers and functions, and logs of it, goes on past the
// publisher, and counts as work.
import type { MetricSink } from "../../gateway/metrics.ts";
import { type Forward, type Handler, inTurn, type LocalService } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { singleAction } from "../../iam/single-actions.ts";
import { recordOf } from "./metrics.ts";
import { Outbox } from "./outbox.ts";
import { QueueSubscribers } from "./queue-subscribers.ts";
import { anonymous, claims, unsigned } from "./unsigned.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  // A topic that is made is named; one of its tags by what they are on.
  const made = text(input.Name) && `arn:aws:sns:${request.region}:${accountId}:${input.Name}`;
  const named = text(input.TopicArn) ?? text(input.TargetArn) ?? text(input.SubscriptionArn);
  const resource = named ?? text(input.ResourceArn) ?? made ?? "*";
  const action = `sns:${singleAction(String(request.operation))}`;
  const [protocol, endpoint] = [text(input.Protocol), text(input.Endpoint)];
  const context = {
    ...(protocol && { "sns:Protocol": protocol }),
    ...(endpoint && { "sns:Endpoint": endpoint }),
  };
  return [{ action, resource, context }];
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
  accountId: string;
  forward: Forward;
  account: Account;
  roles: RoleAccess;
  metrics: MetricSink;
}

/** Whatever is published may have subscribers that go on past the publisher. */
const waking =
  (outbox: Outbox, metrics: MetricSink): Handler =>
  async (request, forward) => {
    const response = await forward(request);
    outbox.wake();
    const topic = text(inputOf(request).TopicArn);
    if (topic && response.status < 300) recordOf(metrics, topic, "NumberOfMessagesPublished");
    return response;
  };

const whenPublished =
  (handler: Handler): Handler =>
  (request, forward) =>
    /^Publish(Batch)?$/.test(request.operation ?? "") ? handler(request, forward) : undefined;

export const sns = ({
  endpoint,
  region,
  accountId,
  forward,
  account,
  roles,
  metrics,
}: Behind): LocalService => {
  const outbox = new Outbox(metrics, forward, roles, region, accountId);
  const queues = new QueueSubscribers(forward, account, accountId);
  return {
    services: ["sns"],
    claims,
    anonymous,
    handle: inTurn(
      whenPublished(waking(outbox, metrics)),
      withEndpoint(endpoint),
      whenPublished(queues.handler),
      unsigned,
    ),
    needs,
    changesAccess: ({ operation = "" }) => /^(CreateTopic|DeleteTopic|SetTopicAttributes)$/.test(operation),
    activity: async () => ({ work: [{ what: "deliveries of SNS", count: await outbox.count() }] }),
  };
};
