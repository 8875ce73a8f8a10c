// What a queue is told: its consumer's timeout, who sends, and when it alarms.
import * as z from "zod";
import { alarmTopicsInput, keyInputs, tagsInput } from "../constructs/inputs.ts";

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
});
