// EXPLAIN: the query is checked as if it ran, and the plan is told to be the local engine's.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { TestAthena } from "../../testing/athena.ts";

let athena: TestAthena;
beforeAll(async () => {
  athena = await TestAthena.start();
});
afterAll(() => athena.close());

const lines = async (sql: string): Promise<(string | null)[]> => {
  const { state, reason, rows } = await athena.run(sql);
  if (state !== "SUCCEEDED") throw new Error(reason);
  return rows.map(([line]) => line ?? null);
};

test("a plan has the operators of the query, and says whose it is", async () => {
  const plan = await lines(
    "EXPLAIN SELECT o.order_id, count(*) FROM orders o JOIN orders p ON o.order_id = p.order_id GROUP BY 1",
  );
  expect(plan[0]).toBe("The local engine's plan; Athena has another for the same query.");
  expect(plan.join("\n")).toMatch(/^->.*Group By[\s\S]*Inner Hash Join[\s\S]*Read Parquet/m);
  expect((await lines("EXPLAIN (TYPE DISTRIBUTED, FORMAT TEXT) VALUES 1")).length).toBeGreaterThan(1);
});

test("TYPE VALIDATE says whether a query is valid", async () => {
  expect(await lines("EXPLAIN (TYPE VALIDATE) SELECT order_id + 1 FROM orders")).toEqual(["true"]);
});

test.each([
  ["EXPLAIN SELECT nothing FROM orders", "COLUMN_NOT_FOUND"],
  ["EXPLAIN (TYPE VALIDATE) SELECT upper(order_id) FROM orders", "FUNCTION_NOT_FOUND"],
  ["EXPLAIN (TYPE VALIDATE) SELECT 1 FROM nowhere", "TABLE_NOT_FOUND"],
  ["EXPLAIN ANALYZE SELECT 1", "EXPLAIN ANALYZE is not available in the local Athena"],
  ["EXPLAIN (TYPE IO, FORMAT JSON) SELECT 1", "EXPLAIN (TYPE IO) is not available in the local Athena"],
  ["EXPLAIN INSERT INTO orders SELECT 1", "EXPLAIN of INSERT is not available in the local Athena"],
])("%s", async (sql, reason) => {
  await expect(lines(sql)).rejects.toThrow(reason);
});
