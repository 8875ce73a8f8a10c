import { incremental, model, notNull, relationships, unique } from "headrace/models";
import stgCustomers from "../staging/stg_customers.ts";
import stgOrders from "../staging/stg_orders.ts";
import stgPayments from "../staging/stg_payments.ts";

const METHODS = ["credit_card", "coupon", "bank_transfer", "gift_card"] as const;

export default model({
  name: "orders",
  tags: ["marts"],
  materialized: incremental({ key: "order_id" }),
  distKey: "customer_id",
  sortKeys: ["order_date"],
  query: (db, ctx) =>
    db
      .selectFrom(stgOrders.as("o"))
      .leftJoin(stgPayments.as("p"), "p.order_id", "o.order_id")
      .select(["o.order_id", "o.customer_id", "o.order_date", "o.status"])
      .select((eb) => [
        ...METHODS.map((method) =>
          eb.fn
            .coalesce(eb.fn.sum<string>("p.amount").filterWhere("p.payment_method", "=", method), eb.lit(0))
            .as(`${method}_amount`),
        ),
        eb.fn.coalesce(eb.fn.sum<string>("p.amount"), eb.lit(0)).as("amount"),
      ])
      .$if(ctx.incremental, (qb) => qb.where("o.order_date", ">=", ctx.newest("order_date")))
      .groupBy(["o.order_id", "o.customer_id", "o.order_date", "o.status"]),
  tests: [
    unique("order_id"),
    notNull("order_id", "amount"),
    relationships("customer_id", stgCustomers, "customer_id"),
  ],
});
