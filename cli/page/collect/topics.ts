// The contract's topics with those who have subscribed to them.
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Topic } from "../../../page/model/page.ts";
import { attribute, ofType } from "../../pipeline/estate.ts";
import { someAtATime } from "./in-turn.ts";
import type { Seen } from "./seen.ts";

export async function topicsOf(seen: Seen): Promise<Topic[]> {
  const client = new SNSClient(seen.aws);
  try {
    return await someAtATime(
      Object.entries(seen.contract.deliver),
      async ([name, { datasets, models, as }]) => ({
        name,
        datasets,
        models,
        as,
        subscriptions: await subscriptions(client, arnOf(seen, name)),
      }),
    );
  } finally {
    client.destroy();
  }
}

const arnOf = (seen: Seen, topic: string): string | undefined =>
  ofType(seen, "aws_sns_topic")
    .map((resource) => ({
      name: attribute(resource, "name").replace(/\.fifo$/, ""),
      arn: attribute(resource, "arn"),
    }))
    .find(({ name }) => name === `${seen.contract.name}-${topic}`)?.arn;

async function subscriptions(
  client: SNSClient,
  TopicArn: string | undefined,
): Promise<Topic["subscriptions"]> {
  if (!TopicArn) return [];
  const found: Topic["subscriptions"] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
    for (const { Protocol = "", Endpoint = "", SubscriptionArn = "" } of page.Subscriptions ?? [])
      found.push({
        protocol: Protocol,
        endpoint: withoutSecrets(Endpoint),
        confirmed: SubscriptionArn.startsWith("arn:"),
      });
    NextToken = page.NextToken;
    if (!NextToken) return found;
  }
}

/** An HTTPS endpoint may carry a password or a key in its address, which a page has no business with. */
function withoutSecrets(endpoint: string): string {
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint)) return endpoint;
  const { origin, pathname } = new URL(endpoint);
  return origin + pathname;
}
