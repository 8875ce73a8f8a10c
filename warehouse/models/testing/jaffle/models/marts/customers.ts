import { model, notNull, rowCount, table, unique } from "headrace/models";
import stgCustomers from "../staging/stg_customers.ts";
import orders from "./orders.ts";

export default model({
  name: "customers",
  tags: ["marts"],
  materialized: table(),
  query: (db) =>
    db
      .with("per_customer", (qb) =>
        qb
          .selectFrom(orders.as("o"))
          .select((eb) => [
            "o.customer_id",
            eb.fn.min("o.order_date").as("first_order"),
            eb.fn.max("o.order_date").as("most_recent_order"),
            eb.fn.countAll<number>().as("number_of_orders"),
            eb.fn.sum<string>("o.amount").as("lifetime_value"),
          ])
          .groupBy("o.customer_id"),
      )
      .selectFrom(stgCustomers.as("c"))
      .leftJoin("per_customer as p", "p.customer_id", "c.customer_id")
      .select([
        "c.customer_id",
        "c.first_name",
        "c.last_name",
        "p.first_order",
        "p.most_recent_order",
        "p.number_of_orders",
        "p.lifetime_value",
      ]),
  tests: [unique("customer_id"), notNull("customer_id"), rowCount({ min: 1 })],
});
