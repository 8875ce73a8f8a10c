import { acceptedValues, model, notNull, unique } from "headrace/models";

export default model({
  name: "stg_orders",
  tags: ["staging"],
  query: (db) =>
    db
      .selectFrom("lake.raw_orders")
      .select(["id as order_id", "user_id as customer_id", "order_date", "status"]),
  tests: [
    unique("order_id"),
    notNull("order_id"),
    acceptedValues("status", ["placed", "shipped", "completed", "return_pending", "returned"]),
  ],
});
