// Subscriptions of HTTPS endpoints to topics, each its caller's alone.
import { Problem } from "../../core/api/problems.ts";
import { endpointTrouble, isLoopback, withoutUser } from "../../core/delivery/endpoint.ts";
import type { ApiEnvironment, ApiSettings } from "../../core/environment/api.ts";
import { concurrently } from "../aws/concurrently.ts";
import type { Caller } from "../http/caller.ts";
import type { Implement } from "./implement.ts";
import { confirm, stateOf, subscribe, subscribedElsewhere, unsubscribe } from "./subscriptions/sns.ts";
import {
  dropSubscription,
  MOST_SUBSCRIPTIONS,
  nameSubscription,
  noteSubscription,
  readSubscription,
  type SubscriptionItem,
  subscriptionId,
  subscriptionsOf,
} from "./subscriptions/store.ts";

type SubscriptionRoutes =
  | "createSubscription"
  | "listSubscriptions"
  | "getSubscription"
  | "confirmSubscription"
  | "deleteSubscription";

const ASKED_AT_ONCE = 8;

export const subscriptions: Implement<SubscriptionRoutes> = {
  createSubscription: async ({ body }, { env, settings, caller }) => {
    caller.require("subscriptions", body.topic);
    checkEndpoint(body.endpoint);
    const topic = topicOf(settings, body.topic);
    const endpoint = withoutUser(body.endpoint);
    const asked: SubscriptionItem = {
      subscription_id: subscriptionId(body.topic, endpoint),
      subscriber: caller.id,
      topic: body.topic,
      endpoint,
      raw: body.raw,
      ...(body.filter && { filter: JSON.stringify(body.filter) }),
      filter_scope: body.filter_scope,
      created_at: new Date().toISOString(),
    };
    if ((await subscriptionsOf(env.API_TABLE, caller.id)).length >= MOST_SUBSCRIPTIONS)
      throw new Problem("conflict", `You have ${MOST_SUBSCRIPTIONS} subscriptions. Delete one first.`);
    const { item, isNew } = await noteSubscription(env.API_TABLE, asked);
    if (item.subscriber !== caller.id) throw subscribedElsewhere();
    if (!isSame(item, asked))
      throw new Problem(
        "conflict",
        "You have this endpoint subscribed to this topic in another way. Delete that subscription first.",
      );
    try {
      const arn = await subscribe(topic, body.endpoint, item);
      await nameSubscription(env.API_TABLE, item, arn);
      const named = { ...item, arn };
      return {
        status: 201,
        body: describe(named, await stateOf(named, settings)),
        headers: { Location: `subscriptions/${item.subscription_id}` },
      };
    } catch (error) {
      if (isNew && error instanceof Problem) await dropSubscription(env.API_TABLE, item);
      throw error;
    }
  },

  listSubscriptions: async (_, { env, settings, caller }) => {
    // Where nobody may subscribe, the function may not look for subscriptions either.
    if (Object.keys(settings.topics).length === 0) return { status: 200, body: { subscriptions: [] } };
    const items = await subscriptionsOf(env.API_TABLE, caller.id);
    const told = await concurrently(items, ASKED_AT_ONCE, async (item) =>
      describe(item, await stateOf(item, settings)),
    );
    return { status: 200, body: { subscriptions: told } };
  },

  getSubscription: async ({ path: { id } }, { env, settings, caller }) => {
    const item = await own(env, caller, id);
    return { status: 200, body: describe(item, await stateOf(item, settings)) };
  },

  confirmSubscription: async ({ path: { id }, body: { token } }, { env, settings, caller }) => {
    const item = await own(env, caller, id);
    const confirmed = await confirm(topicOf(settings, item.topic), token);
    if (confirmed !== item.arn) throw new Problem("conflict", "The token is of another subscription.");
    return { status: 200, body: describe(item, await stateOf(item, settings)) };
  },

  deleteSubscription: async ({ path: { id } }, { env, settings, caller }) => {
    const item = await own(env, caller, id);
    const state = await stateOf(item, settings);
    if (state === "closed") throw closed(item.topic);
    if (state === "pending")
      throw new Problem(
        "conflict",
        "The subscription waits for its confirmation, and SNS forgets it two days after it was asked for. Delete it then, or once it is confirmed.",
      );
    if (state === "confirmed" && item.arn !== undefined) await unsubscribe(item.arn);
    await dropSubscription(env.API_TABLE, item);
    return { status: 204 };
  },
};

/**
 * An SNS of this machine posts to this machine, and its endpoint is a local AWS's: in the cloud nothing answers at a loopback
 * address.
 */
function checkEndpoint(endpoint: string): void {
  const ownSns = isLoopback(process.env.AWS_ENDPOINT_URL_SNS ?? process.env.AWS_ENDPOINT_URL ?? "");
  if (ownSns && isLoopback(endpoint) && endpoint.startsWith("https://")) return;
  const trouble = endpointTrouble(endpoint);
  if (trouble === undefined) return;
  const detail = `expected ${trouble}`;
  throw new Problem("invalid_request", `body /endpoint: ${detail}.`, {
    errors: [{ in: "body", pointer: "/endpoint", detail }],
  });
}

function topicOf({ topics }: ApiSettings, name: string): ApiSettings["topics"][string] {
  const topic = topics[name];
  if (topic) return topic;
  throw closed(name);
}

const closed = (topic: string): Problem =>
  new Problem(
    "conflict",
    `Nobody may subscribe to the topic "${topic}" any more. What is still posted, whoever runs the pipeline ends.`,
  );

/** The same answer whether the subscription is another's or nobody's. */
async function own(env: ApiEnvironment, caller: Caller, id: string): Promise<SubscriptionItem> {
  const item = await readSubscription(env.API_TABLE, id);
  if (item?.subscriber === caller.id) return item;
  throw new Problem("not_found", "You have no subscription of this id.");
}

const isSame = (one: SubscriptionItem, other: SubscriptionItem): boolean =>
  one.raw === other.raw && one.filter === other.filter && one.filter_scope === other.filter_scope;

const describe = (item: SubscriptionItem, state: Awaited<ReturnType<typeof stateOf>>) => ({
  id: item.subscription_id,
  topic: item.topic,
  endpoint: item.endpoint,
  state,
  raw: item.raw,
  filter: item.filter === undefined ? null : (JSON.parse(item.filter) as Record<string, unknown>),
  filter_scope: item.filter_scope,
  created_at: item.created_at,
});
