// What a subscription may say: who is delivered to, of what, and what is tried before it is given up.
import * as z from "zod";
import { HTTPS_RETRIES } from "../../core/environment/https-retries.ts";

/** Who can be subscribed by Terraform. SNS can deliver without TLS too; nothing here does. */
export const PROTOCOLS = ["https", "sqs", "lambda"] as const;

const retry = z
  .object({
    retries: z
      .number()
      .int()
      .min(0)
      .max(100)
      .default(HTTPS_RETRIES.retries)
      .describe("Tries after the first."),
    min_delay_seconds: z
      .number()
      .int()
      .min(1)
      .max(3600)
      .default(HTTPS_RETRIES.min_delay_seconds)
      .describe("Seconds before the first of them."),
    max_delay_seconds: z
      .number()
      .int()
      .min(1)
      .max(3600)
      .default(HTTPS_RETRIES.max_delay_seconds)
      .describe("Seconds before the last of them."),
    backoff: z
      .enum(["linear", "arithmetic", "geometric", "exponential"])
      .default(HTTPS_RETRIES.backoff)
      .describe("How the one becomes the other."),
  })
  .prefault({});

export const subscriptionsInput = z
  .record(
    z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{0,31}$/,
        "a lower-case letter, then up to 31 lower-case letters, digits and hyphens",
      ),
    z.object({
      topic: z.string().describe("The topic's name in `deliver`."),
      protocol: z.enum(PROTOCOLS).describe("https, sqs or lambda; only sqs for a FIFO topic."),
      endpoint: z
        .string()
        .describe(
          "https:// address, ARN of a queue whose policy lets the topic send, or ARN of a function of this account. No address with a password: it would be in the state.",
        ),
      filter_policy: z
        .string()
        .nullable()
        .default(null)
        .describe(
          'Which messages are delivered, as JSON: `jsonencode({ dataset = ["orders"] })`; all where null.',
        ),
      filter_policy_scope: z
        .enum(["MessageAttributes", "MessageBody"])
        .default("MessageAttributes")
        .describe("What the filter policy looks at."),
      raw: z
        .boolean()
        .default(false)
        .describe(
          "Deliver the message alone, without SNS's envelope. Over HTTPS nothing can be verified of it.",
        ),
      retry: retry.describe(
        "What is tried over HTTPS before a message goes to the dead-letter queue; within an hour.",
      ),
      endpoint_auto_confirms: z
        .boolean()
        .default(true)
        .describe(
          "The receiver confirms by itself, as `headrace/receive` does: the apply waits for it. With false it does not wait, and Terraform cannot end what is not confirmed yet.",
        ),
      confirmation_timeout_minutes: z
        .number()
        .int()
        .min(1)
        .max(60)
        .default(1)
        .describe("Minutes that the apply waits for it."),
    }),
  )
  .default({})
  .meta({
    description:
      "Who is subscribed to the topics, each under a name of your choice, with a dead-letter queue NAME-to-SUBSCRIPTION-dlq and its alarm.",
    example:
      '{ billing = { topic = "orders", protocol = "https", endpoint = "https://billing.example.com/sns" } }',
  });
