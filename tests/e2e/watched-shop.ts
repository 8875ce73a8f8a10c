// The shop with all that is watched: a lake, a warehouse with models, deliveries and an API, and a topic that alarms tell.
import { WAREHOUSE_CONTRACT } from "./shop.ts";

export const WATCHED_CONTRACT = WAREHOUSE_CONTRACT.replace(/^api:\n.*/ms, "")
  .replace(
    '    partition_by: ["month(ordered_on)"]\n',
    '    partition_by: ["month(ordered_on)"]\n    quality: { expect_every: 1 day, max_reject_ratio: 0.9 }\n',
  )
  .replace(
    "  sales: {",
    `  orders: { datasets: [orders] }
  sales: {`,
  )
  .concat(`api:
  groups:
    analysts: { read: [orders, customers] }
`);

/** A contract with one dataset more, which is taken away again: its alarms stand in the rule of another. */
export const WITH_ONE_MORE = WATCHED_CONTRACT.replace(
  "  orders:\n    columns",
  "  extra:\n    columns: [{ name: id, type: int }]\n    quality: { expect_every: 7 days }\n  orders:\n    columns",
);

/** A model that fails on an amount of nought, and one whose test fails on orders of nobody. */
export const ORDER_PARTS = `import { model, notNull, source } from "headrace/models";
import { sql } from "kysely";

const orders = source<{ order_id: number; segment: string | null; amount: string | null }>("raw.orders");

export const parts = model({
  name: "order_parts",
  materialized: "table",
  query: (db) => db.selectFrom(orders.as("o")).select(["o.order_id", sql<number>\`cast(case when o.amount = 0 then 'x' else '1' end as int)\`.as("part")]),
});

export const segments = model({
  name: "order_segments",
  query: (db) => db.selectFrom(orders.as("o")).select(["o.order_id", "o.segment"]),
  tests: [notNull("segment")],
});
`;

interface Settings {
  /** HCL of the variable \`monitoring\`. */
  monitoring: string;
  latencyMs: number;
}

export const watchedMain = (moduleSet: string, { monitoring, latencyMs }: Settings): string => `
locals {
  contract = yamldecode(file("\${path.module}/headrace.yaml"))
}

data "aws_caller_identity" "current" {}

module "pipeline" {
  source           = "${moduleSet}"
  name             = local.contract.name
  datasets         = local.contract.datasets
  exports          = local.contract.exports
  deliver          = local.contract.deliver
  api              = local.contract.api
  models_zip       = "\${path.module}/models.zip"
  alarm_topic_arns = [aws_sns_topic.alarms.arn]
  monitoring       = ${monitoring}
  max_receives     = 2
  subscriptions    = { shop = { topic = "orders", protocol = "sqs", endpoint = aws_sqs_queue.shop.arn } }
  api_access = {
    members          = { analysts = { principals = [data.aws_caller_identity.current.arn] } }
    account_log_role = true
    latency_alarm_ms = ${latencyMs}
  }
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}

resource "aws_sqs_queue" "heard" {
  name = "heard"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*"
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.alarms.arn } }
    }]
  })
}

resource "aws_sns_topic_subscription" "heard" {
  topic_arn            = aws_sns_topic.alarms.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.heard.arn
  raw_message_delivery = true
}

resource "aws_sqs_queue" "shop" {
  name = "shop"
}

resource "aws_sqs_queue_policy" "shop" {
  queue_url = aws_sqs_queue.shop.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*"
      Condition = { ArnEquals = { "aws:SourceArn" = module.pipeline.delivery_topic_arns["orders"] } }
    }]
  })
}

resource "aws_sqs_queue" "notices" {
  name = "notices"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*"
      Condition = { ArnEquals = { "aws:SourceArn" = module.pipeline.curated_topic_arn } }
    }]
  })
}

resource "aws_sns_topic_subscription" "notices" {
  topic_arn            = module.pipeline.curated_topic_arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.notices.arn
  raw_message_delivery = true
  filter_policy        = jsonencode({ type = ["dataset.rejected"] })
}

output "pipeline" {
  value = module.pipeline
}

output "heard" {
  value = aws_sqs_queue.heard.url
}

output "shop" {
  value = aws_sqs_queue.shop.url
}

output "notices" {
  value = aws_sqs_queue.notices.url
}
`;
