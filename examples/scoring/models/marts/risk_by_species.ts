// How likely each species is to do damage, by what the model made of all its strikes when it knew most, and how often it did.
import { model, notNull, unique } from "headrace/models";
import { sql } from "kysely";

export default model({
  name: "risk_by_species",
  tags: ["marts"],
  materialized: "table",
  query: (db) =>
    db
      .selectFrom("lake.scores as s")
      .select((eb) => [
        "s.species",
        eb.fn.countAll<number>().as("strikes"),
        sql<string>`cast(avg(${eb.ref("s.probability")}) as decimal(6, 4))`.as("risk"),
        sql<string>`cast(avg(case when ${eb.ref("s.damaged")} then 1.0 else 0.0 end) as decimal(6, 4))`.as(
          "damaged",
        ),
      ])
      .where("s.known_until", "=", (eb) =>
        eb.selectFrom("lake.scores as l").select((one) => one.fn.max("l.known_until").as("newest")),
      )
      .groupBy("s.species"),
  tests: [unique("species"), notNull("risk")],
});
