import { model, notNull, unique } from "headrace/models";

export default model({
  name: "stg_customers",
  tags: ["staging"],
  query: (db) => db.selectFrom("lake.raw_customers").select(["id as customer_id", "first_name", "last_name"]),
  tests: [unique("customer_id"), notNull("customer_id")],
});
