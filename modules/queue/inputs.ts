// What a queue is told: its consumer's timeout, who sends, and when it alarms.
import * as z from "zod";
import { alarmTopicsInput, forceInputs, keyInputs, tagsInput } from "../constructs/inputs.ts";

export const inputs = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,75}$/, "a lower-case letter, then lower-case letters, digits and hyphens")
    .meta({ description: "Name of the queue; its dead-letter queue is NAME-dlq.", example: '"acme-ingest"' }),
  tags: tagsInput,
  ...keyInputs,
  consumer_timeout_seconds: z
    .number()
    .int()
    .min(1)
    .max(900)
    .default(900)
    .describe("Timeout of the function that takes from the queue."),
  visibility_timeout_seconds: z
    .number()
    .int()
    .min(1)
    .max(43200)
    .nullable()
    .default(null)
    .describe(
      "Seconds a taken message is hidden; null is 6 times the consumer's timeout, the least that holds.",
    ),
  max_receives: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe("Receives after which a message goes to the dead-letter queue."),
  retention_seconds: z
    .number()
    .int()
    .min(60)
    .max(1209600)
    .default(1209600)
    .describe("Seconds that an untaken message is kept."),
  senders: z
    .array(
      z.object({
        service: z.enum(["s3", "sns", "events"]).describe("The AWS service that sends."),
        arn: z.string().describe("ARN of its bucket, topic or rule."),
      }),
    )
    .default([])
    .describe("Services of this account that may send, beside whoever IAM lets."),
  producer_arns: z
    .array(z.string())
    .default([])
    .describe(
      "ARNs of IAM principals that may send, of this account or others: roles, users, or `arn:aws:iam::ACCOUNT:root` for an account. They must be there.",
    ),
  dead_letter_queue: z
    .boolean()
    .default(true)
    .describe("False makes a parking queue: nobody takes from it, and it alarms as soon as it is not empty."),
  alarm_age_seconds: z
    .number()
    .int()
    .min(60)
    .default(3600)
    .describe("Age of the oldest message above which the queue alarms."),
  alarm_topic_arns: alarmTopicsInput,
  holds_data: z
    .boolean()
    .default(false)
    .describe(
      "Whether its messages hold what is nowhere else. Then it is not destroyed until `force_destroy` and `i_understand_that_data_is_lost` are true and applied.",
    ),
  ...forceInputs,
});
