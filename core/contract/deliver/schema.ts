// The contract's `deliver` block: which datasets and models go to which topic, and in which form.
import * as z from "zod";
import { flag, name, texts } from "../fields.ts";

export const DELIVER_AS = ["rows", "link"] as const;

/** A topic's name ends the name of the SNS topic: a letter, then letters, digits and underscores, in lower case. */
export const TOPIC_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * The most that a link can last: it ends with the session of the role that signed it, and a role that another role took on
 * has an hour. Source: IAM User Guide, "Role chaining".
 */
export const MAX_LINK_SECONDS = 3600;

/** What a topic's subscribers get of each run of a dataset, and of each run of the models. */
export const deliverSchema = z
  .strictObject({
    datasets: texts("a list of dataset names", "datasets: [orders]").default([]),
    models: z
      .array(name("daily_revenue"))
      .default([])
      .meta({ expects: "a list of model names", example: "models: [daily_revenue]" }),
    as: z
      .enum(DELIVER_AS)
      .default("rows")
      .meta({ expects: "how rows are delivered: rows or link", example: "as: rows" }),
    fifo: flag("fifo: true").default(false),
    columns: texts("a list of column names", "columns: [order_id, amount]").min(1).optional(),
    max_messages: z.number().int().min(1).max(1000).default(100).meta({
      expects: "a number of messages, 1 to 1000",
      example: "max_messages: 100",
    }),
    link_seconds: z
      .number()
      .int()
      .min(60)
      .max(MAX_LINK_SECONDS)
      .default(MAX_LINK_SECONDS)
      .meta({ expects: `a number of seconds, 60 to ${MAX_LINK_SECONDS}`, example: "link_seconds: 900" }),
  })
  .meta({ expects: "what a topic is sent", example: "orders: { datasets: [orders] }" });

export const deliveriesSchema = z
  .record(
    z.string().regex(TOPIC_NAME).meta({
      expects: "a name of a-z, 0-9 and _, a letter first, 64 at most",
      example: "orders",
    }),
    deliverSchema,
  )
  .meta({
    expects: "the topics to deliver to, by name",
    example: "deliver: { orders: { datasets: [orders] } }",
  });

export type Deliveries = z.output<typeof deliveriesSchema>;
export type Deliver = z.output<typeof deliverSchema>;
