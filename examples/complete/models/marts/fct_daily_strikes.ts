// Strikes and their cost per day and damage. A run takes the days from the newest on again, so late reports of it count.
import { incremental, model, notNull, unique } from "headrace/models";
import strikes from "../staging/stg_strikes.ts";

export default model({
  name: "fct_daily_strikes",
  tags: ["marts"],
  materialized: incremental({ key: ["struck_on", "damage"], strategy: "delete+insert" }),
  distStyle: "even",
  sortKeys: ["struck_on"],
  query: (db, ctx) =>
    db
      .selectFrom(strikes.as("s"))
      .select((eb) => [
        "s.struck_on",
        "s.damage",
        eb.fn.countAll<number>().as("strikes"),
        eb.fn.sum<number>("s.cost").as("cost"),
      ])
      .$if(ctx.incremental, (qb) => qb.where("s.struck_on", ">=", ctx.newest("struck_on")))
      .groupBy(["s.struck_on", "s.damage"]),
  tests: [unique("struck_on", "damage"), notNull("struck_on", "strikes", "cost")],
});
