// Subscriptions to what is delivered: an HTTPS endpoint of the caller's, to which SNS posts each delivery of a topic.
import * as z from "zod";
import { component } from "../components.ts";
import { contractName, timestamp } from "../fields.ts";
import { defineRoute } from "../route.ts";

const MOST_ENDPOINT_CHARACTERS = 2048;
/** Of a filter policy, as it is kept beside all else of a subscription. */
const MOST_FILTER_BYTES = 64 * 1024;
export const FILTER_SCOPES = ["MessageAttributes", "MessageBody"] as const;
export const SUBSCRIPTION_STATES = ["pending", "confirmed", "gone", "closed"] as const;

const topic = contractName("A topic of the contract's `deliver`.");
const raw = z
  .boolean()
  .describe("The message alone, without SNS's envelope. Over HTTPS nothing can be verified of it.");
const filter = z
  .record(z.string(), z.unknown())
  .describe("SNS's filter policy: which messages are delivered. All where there is none.");
const filterScope = z.enum(FILTER_SCOPES).describe("What the filter looks at.");

const id = z
  .string()
  .regex(/^[0-9a-f]{32}$/, "expected the id of a subscription")
  .describe("The subscription's id.");

const subscription = component(
  "Subscription",
  z.object({
    id,
    topic,
    endpoint: z.string().describe("Where messages are posted, without user and password."),
    state: z
      .enum(SUBSCRIPTION_STATES)
      .describe(
        "`pending` until the endpoint has confirmed, for two days; `confirmed`: messages are delivered; `gone`: SNS has it no more, since nobody confirmed it or its endpoint ended it. Subscribe again, or delete it. `closed`: nobody may subscribe to the topic any more, and whoever runs the pipeline ends what is still posted.",
      ),
    raw,
    filter: filter.nullable(),
    filter_scope: filterScope,
    created_at: timestamp("When it was asked for first."),
  }),
);

const path = z.strictObject({ id });

export const subscriptionRoutes = {
  createSubscription: defineRoute({
    method: "POST",
    path: "/subscriptions",
    function: "api",
    tag: "Subscriptions",
    summary: "Subscribes an HTTPS endpoint to a topic",
    description:
      "SNS posts a SubscriptionConfirmation to the endpoint, which confirms by a GET of its `SubscribeURL`, as `headrace/receive` does by itself; or send its `Token` to POST /subscriptions/{id}/confirm. What cannot be delivered within an hour goes to a dead-letter queue of the topic's. The same request again is the same subscription.",
    permission: { to: "subscriptions" },
    request: {
      body: {
        schema: z.strictObject({
          topic,
          endpoint: z
            .string()
            .max(MOST_ENDPOINT_CHARACTERS)
            .describe(
              "https:// address of a host of the public internet, by its name. It may have a user and a password, which SNS sends by HTTP Basic and no answer repeats.",
            ),
          raw: raw.default(false),
          filter: filter
            .refine((policy) => Buffer.byteLength(JSON.stringify(policy)) <= MOST_FILTER_BYTES, {
              message: `expected a filter of ${MOST_FILTER_BYTES} bytes at most`,
            })
            .optional(),
          filter_scope: filterScope.default("MessageAttributes"),
        }),
      },
    },
    answers: {
      201: {
        description: "The endpoint is subscribed, and is asked to confirm unless it has.",
        schema: subscription,
        headers: { Location: "The subscription's address." },
      },
    },
    problems: ["conflict"],
    // SNS gives the same again. A kept answer would keep saying that the endpoint has not confirmed.
    repeat: "again",
  }),
  listSubscriptions: defineRoute({
    method: "GET",
    path: "/subscriptions",
    function: "api",
    tag: "Subscriptions",
    summary: "Lists the subscriptions of the caller",
    permission: null,
    answers: {
      200: {
        description: "The caller's own, by topic and endpoint.",
        schema: component("SubscriptionList", z.object({ subscriptions: z.array(subscription) })),
      },
    },
  }),
  getSubscription: defineRoute({
    method: "GET",
    path: "/subscriptions/{id}",
    function: "api",
    tag: "Subscriptions",
    summary: "Tells whether a subscription is confirmed",
    permission: null,
    request: { path },
    answers: { 200: { description: "The subscription.", schema: subscription } },
    problems: ["not_found"],
  }),
  confirmSubscription: defineRoute({
    method: "POST",
    path: "/subscriptions/{id}/confirm",
    function: "api",
    tag: "Subscriptions",
    summary: "Confirms a subscription by the token that its endpoint was sent",
    description: "For endpoints that do not confirm by themselves.",
    permission: null,
    request: {
      path,
      body: {
        schema: z.strictObject({
          token: z
            .string()
            .regex(/^[A-Za-z0-9+/=_-]{1,1024}$/, "expected the `Token` of a SubscriptionConfirmation")
            .describe("`Token` of the SubscriptionConfirmation."),
        }),
      },
    },
    answers: { 200: { description: "The subscription.", schema: subscription } },
    problems: ["not_found", "conflict"],
    repeat: "again",
  }),
  deleteSubscription: defineRoute({
    method: "DELETE",
    path: "/subscriptions/{id}",
    function: "api",
    tag: "Subscriptions",
    summary: "Ends a subscription",
    description:
      "One that waits for its confirmation cannot be ended: SNS forgets it after two days, unless it is confirmed.",
    permission: null,
    request: { path },
    answers: { 204: { description: "Nothing more is posted to the endpoint." } },
    problems: ["not_found", "conflict"],
  }),
};
