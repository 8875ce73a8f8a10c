// What of the queries' texts is DuckDB's alone, as each engine has it.
import type { Query } from "./extensions.ts";

type Change = readonly [query: string, from: RegExp, to: string];

const ATHENA: readonly Change[] = [
  // Trino has no alias in GROUP BY.
  ["tpch 15", /(GROUP BY\s+)supplier_no/i, "$1l_suppkey"],
  // Trino adds no number to a date, and compares none with a text.
  ["tpcds 72", /d1\.d_date \+ 5/, "d1.d_date + interval '5' day"],
  ...["16", "32", "58", "83", "92", "94", "95"].map(
    (number): Change => [
      `tpcds ${number}`,
      /(?<!cast\()('(?:1999|2000|2002)-\d\d-\d\d')(?! as date)/gi,
      "date $1",
    ],
  ),
];

/** A query's text in Athena's dialect. Redshift takes all of them as they are. */
export const forAthena = ({ suite, number, sql }: Query): string =>
  ATHENA.filter(([query]) => query === `${suite} ${number}`).reduce(
    (text, [, from, to]) => text.replace(from, to),
    sql,
  );
