import { check, snapshot, unique } from "headrace/models";
import stgOrders from "../staging/stg_orders.ts";

export default snapshot({
  name: "orders_history",
  key: "order_id",
  strategy: check(["status"]),
  query: (db) => db.selectFrom(stgOrders.as("o")).selectAll(),
  tests: [unique("order_id", "valid_from")],
});
