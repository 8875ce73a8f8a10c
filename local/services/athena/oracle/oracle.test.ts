// A real Trino's answers, replayed: what differs is on the list below, with its reason.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { verdict } from "./compare.ts";
import { type Answer, localAnswer, openLocal } from "./local-answer.ts";

const answers = readFileSync(join(import.meta.dirname, "answers.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Answer);

/** Statements whose answers differ, by the reason. */
const DIFFERENCES: Record<string, string[]> = {
  "the literal's length is not in the local type": [
    "select typeof('abc')",
    "select typeof(map(array['a'], array[1.5]))",
    "select typeof(row(1, 'a'))",
  ],
  "Athena's moments have milliseconds, a plain Trino's as many digits as were written": [
    "select typeof(timestamp '2020-01-01 00:00:00')",
    "select typeof(timestamp '2020-01-01 00:00:00 UTC')",
  ],
  "a char is not padded": [
    "select cast('ab' as char(5))",
    "select cast('ab' as char(5)) || 'x'",
    "select length(cast('ab' as char(5)))",
  ],
  "unlike types meet without an error": [
    "select 1 union all select 'a'",
    "select true = 1",
    "select nullif(1, '1')",
    "select truncate(2.567e0, 2)",
    "select cast(array[1.5e0, 2e0] as varchar)",
    "select try_cast(json '{\"a\":1}' as varchar)",
  ],
  "a map's keys have no order": [
    "select transform_keys(map(array['a','b'], array[1,2]), (k, v) -> k || 'x')",
  ],
  "an offset is read and shown as UTC": ["select from_iso8601_timestamp('2020-01-05T07:08:09+02:00')"],
  "another type of the same number": [
    "select corr(x, y) from (values (1, 2), (2, 4), (3, 7)) t(x, y)",
    "select sign(-2.5)",
    "select bitwise_and_agg(x), bitwise_or_agg(x) from (values 12, 10) t(x)",
    "select grouping(x), x, count(*) from (values 1, 1, 2) t(x) group by rollup(x) order by 1, 2",
    "select null",
    "select s || null from (values 'a') t(s)",
    "select 'a' || cast(null as varchar)",
    "select approx_percentile(x, 0.5) from (values 1, 2, 3) t(x)",
  ],
};
const listed = new Set(Object.values(DIFFERENCES).flat());

let connection: DuckDBConnection;
const locals = new Map<string, Answer>();

beforeAll(async () => {
  connection = await openLocal();
  for (const { sql } of answers) locals.set(sql, await localAnswer(connection, sql));
});
afterAll(() => connection.closeSync());

const judged = () =>
  answers.map((trino) => ({
    trino,
    local: locals.get(trino.sql) as Answer,
    verdict: verdict(trino, locals.get(trino.sql) as Answer),
  }));

describe("against Trino", () => {
  test("nothing is silently wrong but what is listed, and all that is listed is", () => {
    const wrong = judged().filter((one) => one.verdict === "wrong");
    const unlisted = wrong.filter(({ trino }) => !listed.has(trino.sql));
    expect(unlisted.map(({ trino, local }) => ({ trino, local }))).toEqual([]);
    expect(wrong.map(({ trino }) => trino.sql).sort()).toEqual([...listed].sort());
  });

  test("what is refused says that it is not available here, and is at most 5 %", () => {
    const refused = judged().filter((one) => one.verdict === "refused");
    for (const { local } of refused)
      expect(local.message).toMatch(/not available in the local Athena|not supported|here/);
    expect(refused.length / answers.length).toBeLessThan(0.05);
  });

  test("errors are not DuckDB's", () => {
    const words = judged().flatMap(({ local }) => local.message ?? []);
    for (const message of words)
      expect(message).not.toMatch(/_LITERAL|Macro |No function matches|explicit (type )?cast/);
  });
});
