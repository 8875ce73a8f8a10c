// What each state's figures were, and when they changed.
import { check, snapshot, unique } from "headrace/models";
import states from "../staging/stg_states.ts";

export default snapshot({
  name: "states_history",
  key: "state",
  strategy: check(["population", "hurricanes"]),
  query: (db) => db.selectFrom(states.as("s")).selectAll(),
  tests: [unique("state", "valid_from")],
});
