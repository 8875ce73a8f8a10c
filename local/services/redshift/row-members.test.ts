// Rows that are asked for in a query, `(a, b) IN (SELECT x, y …)`, where nulls are among their values.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  await warehouse.ok("create table t (a int, b int)");
  await warehouse.ok("create table u (x int, y int)");
  await warehouse.ok("insert into t values (1, null), (3, null), (1, 2), (5, 6)");
  await warehouse.ok("insert into u values (1, 2), (7, null)");
});
afterAll(() => warehouse.close());

const rows = async (sql: string): Promise<unknown[][]> => (await warehouse.ok(sql)).rows;

test.each<[string, unknown[][]]>([
  // (1, null) may be (1, 2), and (3, null) is neither that nor (7, null).
  ["select a from t where (a, b) not in (select x, y from u) order by a", [[3], [5]]],
  ["select a from t where not (a, b) in (select x, y from u) order by a", [[3], [5]]],
  ["select a from t where (a, b) <> all (select x, y from u) order by a", [[3], [5]]],
  ["select a from t where (a, b) in (select x, y from u)", [[1]]],
  ["select a from t where (a, b) = any (select x, y from u) and a < 3", [[1]]],
  [
    "select (a, b) in (select x, y from u) as found, count(*) from t group by 1 order by 1",
    [
      [false, 2],
      [true, 1],
      [null, 1],
    ],
  ],
  ["select (5, null) in (select x, y from u), (7, 8) in (select x, y from u)", [[false, null]]],
  ["select (null, null) not in (select x, y from u where x > 100)", [[true]]],
  ["select a from t where (a, b) in (select t2.a, t2.b from t t2 where t2.a = t.a) order by a", [[1], [5]]],
  [
    "select a from t where (a, b) not in (select x, y from u where u.x <> t.a) order by a",
    [[1], [1], [3], [5]],
  ],
  ["select u.x from u join t on (t.a, t.b) in (select x, y from u) order by 1", [[1], [7]]],
  ["select a, max(b) from t group by a having (a, max(b)) in (select x, y from u)", [[1, 2]]],
])("%s", async (sql, expected) => {
  expect(await rows(sql)).toEqual(expected);
});

test.each([
  [
    "select u.x from u join t on (t.a, t.b) in (select x, y from u u2 where u2.x = u.x)",
    "ERROR: IN of a row and a query that sees the columns around it is not available here in the local Redshift: write EXISTS",
  ],
  [
    "select a from t group by a having (a, max(b)) not in (select x, y from u)",
    "ERROR: NOT IN of a row with an aggregate is not available in the local Redshift: compute the aggregate in a query within FROM",
  ],
  [
    "select u.x from u left join t on (u.x, u.y) in (select x, y from u)",
    "ERROR: a query in the condition of an outer join is not available in the local Redshift",
  ],
])("%s is refused, and what comes after it is not", async (sql, words) => {
  expect((await warehouse.run(sql)).error).toBe(words);
  expect(await rows("select count(*) from t")).toEqual([[4]]);
});
