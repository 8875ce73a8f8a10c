// The daily fact and the staging view must know of the same number of strikes.

import { test } from "headrace/models";
import { sql } from "kysely";
import daily from "../marts/fct_daily_strikes.ts";
import strikes from "../staging/stg_strikes.ts";

export default test({
  name: "every_strike_is_counted",
  query: () => sql<{ counted: number; reported: number }>`
    select d.counted, s.reported
    from (select sum(strikes) as counted from ${daily}) as d
    cross join (select count(*) as reported from ${strikes}) as s
    where d.counted <> s.reported`,
});
