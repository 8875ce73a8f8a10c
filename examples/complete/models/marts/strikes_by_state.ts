// How often aircraft strike wildlife in each state, by its population.

import { model, notNull, relationships, unique } from "headrace/models";
import { sql } from "kysely";
import states from "../staging/stg_states.ts";
import strikes from "../staging/stg_strikes.ts";

export default model({
  name: "strikes_by_state",
  tags: ["marts"],
  materialized: "table",
  distStyle: "all",
  query: (db) =>
    db
      .selectFrom(strikes.as("s"))
      .innerJoin(states.as("t"), "t.state", "s.state")
      .select((eb) => [
        "t.state",
        "t.population",
        eb.fn.countAll<number>().as("strikes"),
        eb.fn.sum<number>("s.cost").as("cost"),
        sql<string>`cast(count(*) * 1000000.0 / ${eb.ref("t.population")} as decimal(12, 1))`.as(
          "per_million",
        ),
      ])
      .groupBy(["t.state", "t.population"]),
  tests: [unique("state"), notNull("per_million"), relationships("state", states, "state")],
});
