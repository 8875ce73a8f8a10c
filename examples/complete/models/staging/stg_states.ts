// The states of the USA, one row each.
import { model, notNull, unique } from "headrace/models";

export default model({
  name: "stg_states",
  tags: ["staging"],
  query: (db) => db.selectFrom("lake.states as s").select(["s.state", "s.population", "s.hurricanes"]),
  tests: [unique("state"), notNull("state", "population")],
});
