// A small shop's data: orders with known faults, customers to look up, and the contract that finds the faults.

import { REPORTER } from "./reporter.ts";

const COUNT = 400;

/** 400 orders; every 20th has a negative amount, every 40th (from the 10th) an address without an @. */
export const ORDERS = [
  "Order ID,Customer ID,Email,Amount,Ordered At",
  ...Array.from({ length: COUNT }, (_, i) => {
    const customer = (i % 20) + 1;
    const email = i % 40 === 10 ? `nobody${customer}` : `  Customer${customer}@Example.com`;
    const amount = i % 20 === 0 ? "-1.00" : `${i}.${String(i % 100).padStart(2, "0")}`;
    const month = String((i % 12) + 1).padStart(2, "0");
    return `${i + 1},${customer},${email},${amount},2024-${month}-15 08:30:00`;
  }),
  "",
].join("\n");

/** 20 customers, as NDJSON, with what nobody but who may is to read. */
export const CUSTOMERS = Array.from(
  { length: 20 },
  (_, i) =>
    `${JSON.stringify({ customer_id: i + 1, segment: i % 2 ? "silver" : "gold", name: `Customer ${i % 10}`, phone: `+44 20-7946-${1000 + i}` })}\n`,
).join("");

const CONTRACT = `version: 1
name: my-shop
datasets:
  customers:
    source: { format: ndjson }
    columns:
      - { name: customer_id, type: bigint, required: true }
      - { name: segment, type: string, in: [gold, silver] }
    key: [customer_id]
  orders:
    columns:
      - { name: order_id, from: Order ID, type: bigint, required: true }
      - { name: customer_id, from: Customer ID, type: bigint }
      - { name: email, from: Email, type: string, clean: [trim, lower], pattern: '^\\S+@\\S+$', tokenize: hmac }
      - { name: amount, from: Amount, type: "decimal(12,2)", min: 0 }
      - { name: ordered_on, from: Ordered At, type: timestamp }
    key: [order_id]
    enrich: [{ lookup: customers, on: customer_id, add: [segment] }]
    partition_by: ["month(ordered_on)"]
`;

/** With reversible tokens of customers: of the vault, and of ff1. */
export const TIGHT_CONTRACT = CONTRACT.replace(
  "    key: [customer_id]\n",
  `      - { name: name, type: string, tokenize: vault }
      - { name: phone, type: string, tokenize: ff1, ff1: { keep: "+- " } }
    key: [customer_id]
`,
);

/** The same shop with a warehouse: orders are copied into it, customers are read where they lie. */
export const WAREHOUSE_CONTRACT = `${CONTRACT.replace(
  "    key: [customer_id]\n",
  "    key: [customer_id]\n    warehouse: { load: spectrum }\n",
)}    warehouse: { load: copy }
exports:
  segment_sales: { format: csv }
deliver:
  sales: { models: [segment_sales], as: link }
api:
  groups:
    analysts:
      read: [orders, segment_sales]
      queries: [large_segments, by_month]
      sql: [redshift]
      exports: [orders, segment_sales, large_segments]
    others: { read: [customers] }
  queries:
    large_segments:
      engine: redshift
      models: [segment_sales]
      sql: select segment, sales from marts.segment_sales where sales >= :least order by segment
      parameters: { least: "decimal(12,2)" }
    by_month:
      sql: select ordered_on_month, count(*) as orders from orders group by 1 order by 1
`;

/** The same shop with an API over its lake. */
export const SERVING_CONTRACT = `${TIGHT_CONTRACT}deliver:
  orders: { datasets: [orders] }
api:
  groups:
    analysts: { read: [orders, customers], queries: [by_segment], sql: [athena] }
    stewards:
      validate: [customers]
      cleanse: [customers]
      tokenize: [customers]
      detokenize: [customers]
      subscriptions: [orders]
  queries:
    by_segment:
      description: Orders and sales of each segment
      sql: >-
        select segment, count(*) as orders, sum(amount) as sales from orders where amount >= :least
        group by segment order by segment
      parameters: { least: "decimal(12,2)" }
`;

export const servingMain = (moduleSet: string): string => `
locals {
  contract = yamldecode(file("\${path.module}/headrace.yaml"))
}

module "pipeline" {
  source   = "${moduleSet}"
  name     = local.contract.name
  datasets = local.contract.datasets
  api      = local.contract.api
  deliver  = local.contract.deliver
  batch    = { enabled = true }
  api_access = {
    members = {
      analysts = { principals = ["arn:aws:iam::123456789012:role/reader"] }
      stewards = { principals = ["arn:aws:sts::123456789012:assumed-role/reader/ann"] }
    }
    account_log_role = true
  }
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}

output "api_url" {
  value = module.pipeline.api_url
}
`;

/** Sales by segment, of what was copied and what is in the lake. */
export const SEGMENT_SALES = `import { model, notNull, source, unique } from "headrace/models";
import { sql } from "kysely";

interface Order {
  order_id: number;
  customer_id: number | null;
  amount: string | null;
}

export const orders = source<Order>("raw.orders");

export default model({
  name: "segment_sales",
  query: (db) =>
    db
      .selectFrom(orders.as("o"))
      .innerJoin("lake.customers as c", "c.customer_id", "o.customer_id")
      .select(["c.segment", sql<number>\`count(*)\`.as("orders"), sql<string>\`sum(o.amount)\`.as("sales")])
      .groupBy("c.segment"),
  tests: [unique("segment"), notNull("sales")],
});
`;

/**
 * A pipeline with a cluster, and beside it a Serverless warehouse over the same lake, without a key to be lost by. With more
 * tags for all than an object of S3 takes, and more of models' variables than a function's environment holds.
 */
export const warehouseMain = (moduleSet: string): string => `
provider "aws" {
  default_tags {
    tags = { for i in range(11) : "default\${i}" => "for all" }
  }
}

module "pipeline" {
  source     = "${moduleSet}"
  name       = "my-shop"
  datasets   = yamldecode(file("\${path.module}/headrace.yaml")).datasets
  exports    = yamldecode(file("\${path.module}/headrace.yaml")).exports
  deliver    = yamldecode(file("\${path.module}/headrace.yaml")).deliver
  api        = yamldecode(file("\${path.module}/headrace.yaml")).api
  api_access = {
    members          = { analysts = { principals = ["arn:aws:iam::123456789012:role/reader"] } }
    account_log_role = true
  }
  models_zip = "\${path.module}/models.zip"
  reports    = { roles = ["reporter"] }
  models     = { vars = { note = join("", [for i in range(1000) : "a note "]) } }
  tags       = { team = "data", stage = "test" }
  batch      = { enabled = true }
  warehouse = {
    groups = ["analysts"]
    grants = { lake = { name = "analysts", privileges = ["USAGE"], on = "schema", schema = "lake" } }
  }
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}

${REPORTER}
module "serverless" {
  source              = "${moduleSet}/modules/warehouse"
  name                = "my-shop-serverless"
  type                = "serverless"
  read_bucket_arns    = [module.pipeline.bucket_arns["curated"]]
  bucket_kms_key_arns = [module.pipeline.kms_key_arn]
  glue_database_name  = module.pipeline.database_name
  schemas             = ["marts"]
  serverless          = { rpu_hours_per_day = 8 }
  tags                = { kind = "serverless" }
}

output "api_url" {
  value = module.pipeline.api_url
}

output "serverless" {
  value = module.serverless
}
`;
