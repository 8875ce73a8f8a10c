// EXPLAIN: the query is checked as if it ran, and the plan is told to be the local engine's.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  await warehouse.ok("create table t (a int, b varchar(10))");
  await warehouse.ok("insert into t values (1, 'x'), (2, 'y')");
});
afterAll(() => warehouse.close());

test("a plan has the operators of the query and its tables, and says whose it is", async () => {
  const { rows, columns } = await warehouse.ok(
    "explain select t.b, count(*) from t join t u on t.a = u.a where t.a > 0 group by 1 order by 2",
  );
  const plan = rows.map(([line]) => String(line));
  expect(columns).toEqual(["QUERY PLAN:varchar"]);
  expect(plan[0]).toBe("The local engine's plan; Redshift has another for the same query.");
  expect(plan.join("\n")).toMatch(/Order By[\s\S]*Group By[\s\S]*Hash Join[\s\S]*Seq Scan on public\.t/);
  expect((await warehouse.ok("explain verbose with v as (select 1 as x) select * from v")).rows.length).toBe(
    2,
  );
  expect(
    (await warehouse.ok("explain select x.a from lake.orders o, t x limit 1")).rows.length,
  ).toBeGreaterThan(2);
});

test.each([
  ["explain select c from t", 'ERROR: column "c" does not exist'],
  ["explain select * from nowhere", 'ERROR: relation "nowhere" does not exist'],
  ["explain", "ERROR: syntax error at end of input"],
  [
    "explain delete from t",
    "ERROR: EXPLAIN of DELETE is not available in the local Redshift: explain its query",
  ],
])("%s", async (sql, words) => {
  expect(await warehouse.errorOf(sql)).toBe(words);
});

test("it changes nothing, and may be asked for in a transaction", async () => {
  const session = await warehouse.session("begin");
  expect((await warehouse.run("explain select * from t", {}, session)).status).toBe("FINISHED");
  expect((await warehouse.run("select count(*) from t", {}, session)).rows).toEqual([[2]]);
  await warehouse.run("rollback", {}, session);
});
