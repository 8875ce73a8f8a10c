// Checked by tsc alone: a renamed column is a compile error wherever it is read.
import { sql } from "kysely";
import {
  check,
  incremental,
  model,
  notNull,
  relationships,
  snapshot,
  timestamp,
  unique,
  warn,
} from "../../index.ts";

export const orders = model({
  name: "stg_orders",
  query: (db) =>
    db.selectFrom("lake.orders").select(["order_id as id", "customer_id", "amount", "ordered_at"]),
  tests: [unique("id"), notNull("id", "customer_id"), warn(notNull("amount"))],
});

export const customers = model({
  name: "customers",
  materialized: "table",
  query: (db) => db.selectFrom("lake.customers").selectAll(),
  distKey: "customer_id",
});

export const daily = model({
  name: "daily",
  materialized: incremental({ key: ["day"], strategy: "merge" }),
  sortKeys: ["day"],
  query: (db, ctx) =>
    db
      .selectFrom(orders.as("o"))
      .innerJoin(customers.as("c"), "c.customer_id", "o.customer_id")
      .select((eb) => [
        sql<string>`cast(${eb.ref("o.ordered_at")} as date)`.as("day"),
        eb.fn.sum<string>("o.amount").as("revenue"),
      ])
      .$if(ctx.incremental, (qb) => qb.where("o.ordered_at", ">=", ctx.newest("day")))
      .groupBy("day"),
  tests: [relationships("day", orders, "ordered_at")],
});

export const history = snapshot({
  name: "customers_history",
  key: "customer_id",
  strategy: check(["name"]),
  query: (db) => db.selectFrom(customers.as("c")).selectAll(),
  tests: [unique("customer_id", "valid_from")],
});

export const reader = model({
  name: "reader",
  query: (db) =>
    db.selectFrom(history.ref).select(["customer_id", "valid_to"]).where("is_current", "=", true),
});

export const rawModel = model({
  name: "raw_model",
  query: () => sql<{ n: number }>`select count(*) as n from ${orders}`,
  tests: [unique("n")],
});

/** A fallback says of what kind a variable is, and what it is called says nothing of what it may be. */
export const variables = model({
  name: "variables",
  query: (db, ctx) => {
    const whole = ctx.variable("whole", "no") !== "yes";
    const many = ctx.variable("limit", 10) > 99;
    const on = ctx.variable("on", false) === true;
    const mode = ctx.variable<"fast" | "slow">("mode", "fast") === "slow";
    const some: string | null = ctx.variable<string | null>("some", null);
    const any: string | number | boolean | null = ctx.variable("any");
    return db
      .selectFrom(orders.as("o"))
      .select("o.id")
      .$if(whole && many && on && mode, (qb) => qb.where("o.customer_id", "=", ctx.variable<number>("id")))
      .$if(some === any, (qb) => qb.where("o.ordered_at", ">", ctx.variable("since", "2024-01-01")));
  },
});

export const wrong = [
  // @ts-expect-error no such column in the lake
  model({ name: "a", query: (db) => db.selectFrom("lake.orders").select("orderid") }),
  // @ts-expect-error no such dataset
  model({ name: "b", query: (db) => db.selectFrom("lake.order").selectAll() }),
  // @ts-expect-error the model has no such column
  model({ name: "c", query: (db) => db.selectFrom(orders.as("o")).select("o.order_id") }),
  model({
    name: "d",
    query: (db) => db.selectFrom(orders.as("o")).select("o.id"),
    // @ts-expect-error a test on a column that the query does not give
    tests: [unique("order_id")],
  }),
  // @ts-expect-error a distribution key that the query does not give
  model({ name: "e", query: (db) => db.selectFrom(orders.as("o")).select("o.id"), distKey: "order_id" }),
  model({
    name: "f",
    query: (db) => db.selectFrom(orders.as("o")).select("o.id"),
    // @ts-expect-error a key that the query does not give
    materialized: incremental({ key: "order_id" }),
  }),
  model({
    name: "h",
    query: (db, ctx) => {
      const id = ctx.variable("id", "1");
      // @ts-expect-error a fallback of another kind than what it is compared with
      return db.selectFrom(orders.as("o")).select("o.id").where("o.id", "=", id);
    },
  }),
  // @ts-expect-error no such field at the other end
  relationships("day", orders, "at"),
  snapshot({
    name: "g",
    key: "id",
    // @ts-expect-error no such column
    strategy: timestamp("updated_at"),
    query: (db) => db.selectFrom(orders.as("o")).select("o.id"),
  }),
];
