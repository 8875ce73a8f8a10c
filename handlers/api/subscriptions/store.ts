// Subscriptions as the API's table has them: whose each is, and what was asked for. One endpoint is subscribed to a topic once,
// so that an item's id is of the two, and whoever was first has it.
import { createHash } from "node:crypto";
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { FILTER_SCOPES } from "../../../core/api/routes/subscriptions.ts";
import { SUBSCRIBER_INDEX } from "../../../core/records/api-table.ts";
import { documents, isTaken } from "../../http/table.ts";

/** A caller's most. */
export const MOST_SUBSCRIPTIONS = 100;

export interface SubscriptionItem {
  /** 32 hex digits. */
  subscription_id: string;
  /** The caller whose it is. */
  subscriber: string;
  topic: string;
  /** Without user and password, which nothing here keeps. */
  endpoint: string;
  raw: boolean;
  /** JSON of the filter policy, as it was sent. */
  filter?: string;
  filter_scope: (typeof FILTER_SCOPES)[number];
  /** ISO 8601. */
  created_at: string;
  /** SNS's name of it; absent while it is asked. */
  arn?: string;
}

export const subscriptionId = (topic: string, endpoint: string): string =>
  createHash("sha256")
    .update(JSON.stringify([topic, endpoint]))
    .digest("hex")
    .slice(0, 32);

const keyOf = (id: string) => ({ id: `subscription#${id}` });

/** Notes a subscription, unless it is there: then that one is the answer. It stays until it is dropped. */
export async function noteSubscription(
  TableName: string,
  item: SubscriptionItem,
): Promise<{ item: SubscriptionItem; isNew: boolean }> {
  try {
    await documents().send(
      new PutCommand({
        TableName,
        Item: { ...keyOf(item.subscription_id), ...item },
        ConditionExpression: "attribute_not_exists(id)",
      }),
    );
    return { item, isNew: true };
  } catch (error) {
    const there = isTaken(error) ? await readSubscription(TableName, item.subscription_id) : undefined;
    if (there) return { item: there, isNew: false };
    throw error;
  }
}

export async function readSubscription(TableName: string, id: string): Promise<SubscriptionItem | undefined> {
  const { Item } = await documents().send(
    new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true }),
  );
  return Item as SubscriptionItem | undefined;
}

/** Notes what SNS calls it. One that was dropped meanwhile stays dropped. */
export async function nameSubscription(
  TableName: string,
  { subscription_id, subscriber }: SubscriptionItem,
  arn: string,
): Promise<void> {
  await documents().send(
    new UpdateCommand({
      TableName,
      Key: keyOf(subscription_id),
      UpdateExpression: "SET arn = :arn",
      ConditionExpression: "subscriber = :subscriber",
      ExpressionAttributeValues: { ":arn": arn, ":subscriber": subscriber },
    }),
  );
}

export async function dropSubscription(
  TableName: string,
  { subscription_id, subscriber }: SubscriptionItem,
): Promise<void> {
  await documents()
    .send(
      new DeleteCommand({
        TableName,
        Key: keyOf(subscription_id),
        ConditionExpression: "subscriber = :subscriber",
        ExpressionAttributeValues: { ":subscriber": subscriber },
      }),
    )
    .catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
}

/** A caller's own, by topic and endpoint. */
export async function subscriptionsOf(TableName: string, subscriber: string): Promise<SubscriptionItem[]> {
  const { Items = [] } = await documents().send(
    new QueryCommand({
      TableName,
      IndexName: SUBSCRIBER_INDEX.name,
      KeyConditionExpression: "#hash = :subscriber",
      ExpressionAttributeNames: { "#hash": SUBSCRIBER_INDEX.hash },
      ExpressionAttributeValues: { ":subscriber": subscriber },
    }),
  );
  const order = ({ topic, endpoint }: SubscriptionItem) => `${topic} ${endpoint}`;
  return (Items as SubscriptionItem[]).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
