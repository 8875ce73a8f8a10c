import { acceptedValues, model, notNull, unique } from "headrace/models";
import { sql } from "kysely";

export default model({
  name: "stg_payments",
  tags: ["staging"],
  query: (db) =>
    db.selectFrom("lake.raw_payments").select((eb) => [
      "id as payment_id",
      "order_id",
      "payment_method",
      // Cents in the source.
      sql<string>`cast(${eb.ref("amount")} / 100.0 as decimal(12, 2))`.as("amount"),
    ]),
  tests: [
    unique("payment_id"),
    notNull("payment_id"),
    acceptedValues("payment_method", ["credit_card", "coupon", "bank_transfer", "gift_card"]),
  ],
});
