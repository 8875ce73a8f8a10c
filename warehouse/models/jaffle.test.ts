// A model set in the shape of the jaffle shop, run end to end, compared with the same SQL written by hand.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkGrammar } from "../kysely/testing/compiling.ts";
import type { RunEvent } from "./project.ts";
import { JaffleWarehouse } from "./testing/jaffle-warehouse.ts";

const ORDERS = `select o.id as order_id, o.user_id as customer_id, o.order_date, o.status,
  coalesce(sum(case when p.payment_method = 'credit_card' then cast(p.amount / 100.0 as decimal(12, 2)) end), 0) as credit_card_amount,
  coalesce(sum(cast(p.amount / 100.0 as decimal(12, 2))), 0) as amount
  from lake.raw_orders o left join lake.raw_payments p on p.order_id = o.id group by 1, 2, 3, 4`;
const CUSTOMERS = `select c.id, c.first_name, min(o.order_date), count(o.order_id), sum(o.amount)
  from lake.raw_customers c left join (${ORDERS}) o on o.customer_id = c.id group by 1, 2 order by 1`;

let warehouse: JaffleWarehouse;
beforeAll(async () => {
  warehouse = await JaffleWarehouse.start();
});
afterAll(() => warehouse.stop());

const states = (reports: { name: string; state: string }[]) =>
  reports.map(({ name, state }) => `${name} ${state}`);
const everything = () =>
  Promise.all([
    warehouse.look("select * from marts.orders order by order_id"),
    warehouse.look("select * from marts.customers order by customer_id"),
    warehouse.look("select * from marts.orders_history order by order_id, valid_from"),
  ]);

describe("the jaffle shop", () => {
  test("builds all of it, in order, and gives the numbers of plain SQL", async () => {
    const report = await warehouse.run();
    expect(states(report.models)).toEqual([
      "stg_customers built",
      "stg_orders built",
      "stg_payments built",
      "orders built",
      "orders_history built",
      "customers built",
    ]);
    expect(report.ok).toBe(true);
    expect(new Set(report.tests.map((one) => one.state))).toEqual(new Set(["passed"]));
    expect(report.tests).toHaveLength(16);
    expect(report.models.map((one) => one.rows)).toEqual([null, null, null, 99, 99, 100]);
    const customers = await warehouse.look(
      "select customer_id, first_name, first_order, coalesce(number_of_orders, 0), lifetime_value from marts.customers order by 1",
    );
    expect(customers).toEqual(await warehouse.look(CUSTOMERS));
  });

  test("a second run changes nothing", async () => {
    const before = await everything();
    const report = await warehouse.run();
    expect(report.ok).toBe(true);
    expect(await everything()).toEqual(before);
    expect(report.models.find((one) => one.name === "orders_history")?.rows).toBe(0);
  });

  test("a run after new rows equals a full refresh; the snapshot keeps what was", async () => {
    await warehouse.look(
      "insert into lake.raw_orders values (200, 5, date '2019-01-01', 'placed'), (201, 6, date '2019-01-02', 'placed')",
    );
    await warehouse.look("insert into lake.raw_payments values (500, 200, 'coupon', 1234)");
    await warehouse.look("update lake.raw_orders set status = 'completed' where id = 1");
    await warehouse.look("update lake.raw_orders set status = 'returned' where id = 98");
    const report = await warehouse.run();
    expect(report.ok).toBe(true);
    expect(report.models.find((one) => one.name === "orders_history")?.rows).toBe(4);
    const history = await warehouse.look(
      "select status, is_current, valid_to is null, valid_from < coalesce(valid_to, timestamp '9999-01-01') from marts.orders_history where order_id = 1 order by valid_from",
    );
    expect(history).toEqual([
      ["shipped", false, false, true],
      ["completed", true, true, true],
    ]);
    await warehouse.look("update lake.raw_orders set status = 'shipped' where id = 1");
    const added = await warehouse.look("select * from marts.orders order by order_id");
    await warehouse.run({ fullRefresh: true, select: ["orders"] });
    expect(await warehouse.look("select * from marts.orders order by order_id")).toEqual(added);
  });

  test("leaves nothing beside the tables, and a ledger of what was done", async () => {
    expect(
      await warehouse.look(
        "select table_name from information_schema.tables where table_schema = 'marts' order by 1",
      ),
    ).toEqual(
      ["customers", "orders", "orders_history", "stg_customers", "stg_orders", "stg_payments"].map((name) => [
        name,
      ]),
    );
    const ledger = await warehouse.look(
      "select name, state, row_count, seconds > 0, length(statement_id) from headrace.run_events where kind = 'model' and name = 'customers' limit 1",
    );
    expect(ledger).toEqual([["customers", "built", "100", true, 36]]);
  });
});

describe("failures", () => {
  test("a failing test shows ten rows and the query, and stops what reads the model only", async () => {
    await warehouse.look("update lake.raw_orders set status = 'lost' || id % 12 where id < 60");
    const report = await warehouse.run();
    expect(report.ok).toBe(false);
    const failed = report.tests.find((one) => one.state === "failed");
    expect(failed).toMatchObject({ name: "acceptedValues(status)", model: "stg_orders", failures: 12 });
    expect(failed?.rows).toHaveLength(10);
    expect(await warehouse.look(failed?.query ?? "")).toHaveLength(12);
    expect(states(report.models)).toEqual([
      "stg_customers built",
      "stg_orders built",
      "stg_payments built",
      "orders skipped",
      "orders_history skipped",
      "customers skipped",
    ]);
    await warehouse.look("update lake.raw_orders set status = 'placed' where id < 60");
  });

  test("a failed run is resumed where it stopped", async () => {
    warehouse.api.failures.push({
      pattern: /create table "marts"."customers__/,
      message: "disk full",
      times: 1,
    });
    const broken = await warehouse.run();
    expect(states(broken.models)).toContain("customers failed");
    expect(broken.models.find((one) => one.name === "customers")).toMatchObject({
      message: "ERROR: disk full",
    });
    expect(states(broken.models)).toContain("orders_history built");
    expect((await warehouse.run({ mode: "test", select: ["stg_orders"] })).runId).not.toBe(broken.runId);
    const events: RunEvent[] = [];
    const resumed = await warehouse.run({ resume: true, onEvent: (event) => events.push(event) });
    expect(events[0]).toEqual({
      kind: "resumed",
      resumed: {
        runId: broken.runId,
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/),
        ended: "failed",
        select: [],
        exclude: [],
        fullRefresh: false,
        kept: ["stg_customers", "stg_orders", "stg_payments", "orders", "orders_history"],
        left: ["customers"],
      },
    });
    expect(resumed.ok).toBe(true);
    expect(resumed.runId).toBe(broken.runId);
    expect(states(resumed.models)).toEqual([
      "stg_customers kept",
      "stg_orders kept",
      "stg_payments kept",
      "orders kept",
      "orders_history kept",
      "customers built",
    ]);
  });

  test("a run past its deadline starts nothing more, and is resumed", async () => {
    const late = await warehouse.run({ deadline: Date.now() - 1 });
    expect(late).toMatchObject({ ok: false, unfinished: true });
    expect(new Set(late.models.map((one) => one.state))).toEqual(new Set(["stopped", "skipped"]));
    expect((await warehouse.run({ resume: true })).ok).toBe(true);
  });

  test("two runs of one DAG: the second is refused by name, or waits", async () => {
    let first = Promise.resolve({ ok: false });
    // All is built, and the lock is held until told.
    const goOn = await new Promise<() => void>((holding) => {
      first = warehouse.run({ onDone: () => new Promise((end) => holding(end)) });
    });
    await expect(warehouse.run()).rejects.toThrow(
      /another run of jaffle is under way: [0-9a-f]{32}, by .* process \d+/,
    );
    const waiting = warehouse.run({ waitSeconds: 30 });
    goOn();
    expect((await first).ok).toBe(true);
    expect((await waiting).ok).toBe(true);
  });

  test("selection and the test mode", async () => {
    const some = await warehouse.run({ select: ["+customers"], exclude: ["tag:staging"] });
    expect(states(some.models)).toEqual(["orders built", "customers built"]);
    const only = await warehouse.run({ mode: "test", select: ["path:models/staging"] });
    expect(only.models).toEqual([]);
    expect(only.tests.map((one) => one.model)).toEqual(
      expect.arrayContaining(["stg_orders", "stg_payments", "stg_customers"]),
    );
    expect(only.tests.every((one) => one.state === "passed")).toBe(true);
  });
});

test("every statement that these runs sent is accepted by a Redshift grammar", () => {
  const sent = warehouse.api.calls.flatMap(({ input }) => [input.Sql, ...((input.Sqls as string[]) ?? [])]);
  const statements = new Set(sent.filter((one) => typeof one === "string"));
  expect(statements.size).toBeGreaterThan(100);
  for (const statement of statements) checkGrammar(statement);
});
