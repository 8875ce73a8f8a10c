// What SNS is asked of subscriptions, and what it says of them.
import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { Problem, type RequestError } from "../../../core/api/problems.ts";
import type { SUBSCRIPTION_STATES } from "../../../core/api/routes/subscriptions.ts";
import type { ApiSettings } from "../../../core/environment/api.ts";
import { HTTPS_RETRIES } from "../../../core/environment/https-retries.ts";
import { sns } from "../../aws/clients/sns.ts";
import type { SubscriptionItem } from "./store.ts";

type State = (typeof SUBSCRIPTION_STATES)[number];
type Topic = ApiSettings["topics"][string];

const LONGEST_DETAIL = 300;

const DELIVERY_POLICY = JSON.stringify({
  healthyRetryPolicy: {
    minDelayTarget: HTTPS_RETRIES.min_delay_seconds,
    maxDelayTarget: HTTPS_RETRIES.max_delay_seconds,
    numRetries: HTTPS_RETRIES.retries,
    numMaxDelayRetries: 0,
    numNoDelayRetries: 0,
    numMinDelayRetries: 0,
    backoffFunction: HTTPS_RETRIES.backoff,
  },
});

/**
 * @param endpoint with its user and password, where it has them
 * @returns SNS's name of the subscription
 * @throws Problem where SNS refuses what the caller asked for, or has the endpoint from somebody else
 */
export async function subscribe(topic: Topic, endpoint: string, asked: SubscriptionItem): Promise<string> {
  const { SubscriptionArn = "" } = await sns()
    .send(
      new SubscribeCommand({
        TopicArn: topic.arn,
        Protocol: "https",
        Endpoint: endpoint,
        ReturnSubscriptionArn: true,
        Attributes: {
          DeliveryPolicy: DELIVERY_POLICY,
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: topic.dead_letter_arn }),
          RawMessageDelivery: String(asked.raw),
          ...(asked.filter !== undefined && {
            FilterPolicy: asked.filter,
            FilterPolicyScope: asked.filter_scope,
          }),
        },
      }),
    )
    .catch((error: unknown) => {
      throw refusalOf(error as Error) ?? error;
    });
  // SNS may answer with a subscription that is there already: Terraform's, or somebody's by SNS's own API.
  const about = await attributesOf(SubscriptionArn);
  const redrive = JSON.parse(about?.RedrivePolicy ?? "{}") as { deadLetterTargetArn?: string };
  if (redrive.deadLetterTargetArn !== topic.dead_letter_arn) throw subscribedElsewhere();
  return SubscriptionArn;
}

export const subscribedElsewhere = (): Problem =>
  new Problem("conflict", "This endpoint is subscribed to this topic already, and not by you.");

function refusalOf({ name, message }: Error): Problem | undefined {
  if (/LimitExceeded/.test(name))
    return new Problem("conflict", "SNS takes no more subscriptions or filters of this account just now.");
  if (!/^InvalidParameter/.test(name)) return undefined;
  if (/already exists/i.test(message)) return subscribedElsewhere();
  const pointer = /filter/i.test(message) ? "/filter" : "/endpoint";
  const detail = `SNS refuses it: ${message.slice(0, LONGEST_DETAIL)}`;
  const errors: RequestError[] = [{ in: "body", pointer, detail }];
  return new Problem("invalid_request", `body ${pointer}: ${detail}`, { errors });
}

/** @param topics those that may be subscribed to, which is all that the function may ask about */
export async function stateOf(
  { topic, arn }: SubscriptionItem,
  { topics }: Pick<ApiSettings, "topics">,
): Promise<State> {
  if (!Object.hasOwn(topics, topic)) return "closed";
  const about = arn === undefined ? undefined : await attributesOf(arn);
  if (!about) return "gone";
  return about.PendingConfirmation === "true" ? "pending" : "confirmed";
}

/** Undefined where SNS has no such subscription. */
async function attributesOf(SubscriptionArn: string): Promise<Record<string, string> | undefined> {
  try {
    const { Attributes = {} } = await sns().send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return Attributes;
  } catch (error) {
    if (/^NotFound/.test((error as Error).name)) return undefined;
    throw error;
  }
}

/** @throws Problem invalid_request where the token confirms nothing of this topic's */
export async function confirm({ arn: TopicArn }: Topic, Token: string): Promise<string> {
  try {
    const { SubscriptionArn = "" } = await sns().send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    return SubscriptionArn;
  } catch (error) {
    if (!/^(InvalidParameter|NotFound)/.test((error as Error).name)) throw error;
    const detail = "The token confirms nothing: it is older than two days, or of another topic";
    throw new Problem("invalid_request", `body /token: ${detail}.`, {
      errors: [{ in: "body", pointer: "/token", detail }],
    });
  }
}

/** One that SNS does not have counts as ended. */
export async function unsubscribe(SubscriptionArn: string): Promise<void> {
  await sns()
    .send(new UnsubscribeCommand({ SubscriptionArn }))
    .catch((error: unknown) => {
      if (!/^NotFound/.test((error as Error).name)) throw error;
    });
}
