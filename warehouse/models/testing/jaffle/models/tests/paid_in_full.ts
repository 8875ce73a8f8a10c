import { test } from "headrace/models";
import orders from "../marts/orders.ts";

export default test({
  name: "no_negative_amounts",
  query: (db) => db.selectFrom(orders.as("o")).selectAll().where("o.amount", "<", "0"),
});
