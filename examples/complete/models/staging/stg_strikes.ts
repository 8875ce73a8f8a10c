// One row per report, as the curated lake has it, in the words that the marts use.

import { acceptedValues, model, notNull } from "headrace/models";
import { sql } from "kysely";

export default model({
  name: "stg_strikes",
  tags: ["staging"],
  query: (db) =>
    db
      .selectFrom("lake.birdstrikes as b")
      .select([
        "b.struck_on",
        "b.state",
        "b.airport",
        "b.species",
        "b.size",
        "b.damage",
        "b.operator as operator_token",
        sql<number>`coalesce(${sql.ref("b.cost_total")}, 0)`.as("cost"),
      ]),
  tests: [
    notNull("struck_on", "species"),
    acceptedValues("damage", ["none", "minor", "medium", "substantial"]),
  ],
});
