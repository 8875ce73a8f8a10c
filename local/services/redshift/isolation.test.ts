// What a transaction sees of those beside it, step by step: nothing here depends on who is faster.
import { BatchExecuteStatementCommand, ExecuteStatementCommand } from "@aws-sdk/client-redshift-data";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { type Ran, TARGET, TestWarehouse } from "../../testing/redshift.ts";
import { Locks } from "./engine/locks.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
});
beforeEach(async () => {
  await warehouse.ok("create table ledger (run_id varchar(16))");
  await warehouse.ok("create table target (x int)");
});
afterEach(async () => {
  jest.restoreAllMocks();
  await warehouse.ok("drop table ledger");
  await warehouse.ok("drop table target");
});
afterAll(() => warehouse.close());

/** The statements as one transaction. */
async function batch(...sqls: string[]): Promise<Ran> {
  const { Id } = await warehouse.client.send(
    new BatchExecuteStatementCommand({ ...TARGET, Sqls: sqls, WaitTimeSeconds: 30 }),
  );
  return warehouse.described(Id as string);
}

const column = async (sql: string): Promise<unknown[]> => (await warehouse.ok(sql)).rows.flat();

/**
 * Stops the first transaction that wants the table just before it takes the lock: it has looked at the database by then.
 * @returns what resolves once it stands there, and what lets it go on
 */
function stopBeforeLock(table: string): { there: Promise<void>; goOn: () => void } {
  const acquire = Locks.prototype.acquire;
  let stopped = false;
  let arrive = (): void => {};
  let goOn = (): void => {};
  const there = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  jest.spyOn(Locks.prototype, "acquire").mockImplementation(async function (this: Locks, owner, tables) {
    const names = [...tables];
    if (!stopped && names.includes(table)) {
      stopped = true;
      arrive();
      await gate;
    }
    return acquire.call(this, owner, names);
  });
  return { there, goOn };
}

const UNKNOWN = "not exists (select 1 from ledger where run_id = 'r')";
const LOAD = [
  "lock table ledger",
  `insert into target select 1 where ${UNKNOWN}`,
  `insert into ledger select 'r' where ${UNKNOWN}`,
];

describe("isolation", () => {
  test("who gets a free lock late sees what was committed before it had it", async () => {
    const { there, goOn } = stopBeforeLock("public.ledger");
    const late = batch(...LOAD);
    await there;
    expect((await batch(...LOAD)).status).toBe("FINISHED");
    goOn();
    expect((await late).status).toBe("FINISHED");
    expect(await column("select x from target")).toEqual([1]);
    expect(await column("select run_id from ledger")).toEqual(["r"]);
  });

  test("a statement for itself alone does so, too", async () => {
    for (const [sql, sees] of [
      ["insert into target select count(*) from target", [0, 1]],
      ["update target set x = x + 10", [10, 11]],
    ] as const) {
      const { there, goOn } = stopBeforeLock("public.target");
      const late = warehouse.run(sql);
      await there;
      await warehouse.ok(
        sql.startsWith("insert") ? "insert into target values (0)" : "update target set x = x",
      );
      goOn();
      expect((await late).error).toBeUndefined();
      expect(await column("select x from target order by x")).toEqual(sees);
      jest.restoreAllMocks();
    }
  });

  test("many at once, each waiting for the one before, do it once", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => batch(...LOAD)));
    expect(all.map(({ error }) => error)).toEqual(all.map(() => undefined));
    expect(await column("select x from target")).toEqual([1]);
  });

  test("LOCK takes no snapshot: the statement after it sees every commit so far", async () => {
    const session = await warehouse.session("begin");
    await warehouse.ok("lock table ledger", {}, session);
    await warehouse.ok("insert into target values (1)");
    await warehouse.ok("lock table ledger", {}, session);
    await warehouse.ok("insert into target values (2)");
    const seen = await warehouse.ok("select x from target order by x", {}, session);
    expect(seen.rows).toEqual([[1], [2]]);
    await warehouse.ok("insert into target values (3)");
    expect((await warehouse.ok("select count(*) from target", {}, session)).rows).toEqual([[2]]);
    await warehouse.ok("insert into ledger values ('mine')", {}, session);
    await warehouse.ok("commit", {}, session);
    expect(await column("select run_id from ledger")).toEqual(["mine"]);
  });

  test("who read a table before another wrote it cannot write it, without any waiting", async () => {
    for (const write of [
      "insert into target values (9)",
      "delete from target where x = 9",
      "merge into target using ledger on x = 9 when matched then delete when not matched then insert values (9)",
    ]) {
      const session = await warehouse.session("begin");
      await warehouse.ok("select count(*) from target", {}, session);
      await warehouse.ok("insert into target values (1)");
      expect(await warehouse.errorOf(write, session)).toMatch(
        /^ERROR: 1023\n {2}DETAIL: Serializable isolation violation on table - public\.target/,
      );
      await warehouse.ok("rollback", {}, session);
    }
    expect(await column("select distinct x from target")).toEqual([1]);
  });

  test("rows may be added to a table with an old view of it that nobody looks at", async () => {
    const session = await warehouse.session("begin");
    await warehouse.ok("select count(*) from ledger", {}, session);
    await warehouse.ok("insert into target values (1)");
    await warehouse.ok("insert into target values (2)", {}, session);
    await warehouse.ok("commit", {}, session);
    expect(await column("select x from target order by x")).toEqual([1, 2]);
  });

  test("what was committed between BEGIN and the first statement is seen, and is no conflict", async () => {
    const session = await warehouse.session("begin");
    await warehouse.ok("insert into target values (1)");
    expect((await warehouse.ok("select x from target", {}, session)).rows).toEqual([[1]]);
    await warehouse.ok("update target set x = 2", {}, session);
    await warehouse.ok("commit", {}, session);
    expect(await column("select x from target")).toEqual([2]);
  });

  test("temporary tables of one name in two sessions have nothing to do with each other", async () => {
    const [a, b] = [
      await warehouse.session("create temp table mine (x int)"),
      await warehouse.session("create temp table mine (x int)"),
    ];
    await warehouse.ok("begin", {}, a);
    await warehouse.ok("insert into mine values (1)", {}, a);
    await warehouse.ok("insert into mine values (2)", {}, b);
    await warehouse.ok("commit", {}, a);
    expect((await warehouse.ok("select x from mine", {}, b)).rows).toEqual([[2]]);
  });

  test("a session that ends in a transaction takes it back, and lets go of its tables", async () => {
    const session = await warehouse.session("begin");
    await warehouse.ok("lock table ledger", {}, session);
    await warehouse.ok("insert into ledger values ('half')", {}, session);
    const waiting = warehouse.run("insert into ledger values ('whole')");
    await warehouse.client.send(
      new ExecuteStatementCommand({ SessionId: session, Sql: "select 1", SessionKeepAliveSeconds: 0 }),
    );
    expect((await waiting).error).toBeUndefined();
    expect(await column("select run_id from ledger")).toEqual(["whole"]);
  });

  test("a transaction in which a statement failed holds no table any more, and still waits for its end", async () => {
    const session = await warehouse.session("begin");
    await warehouse.ok("insert into ledger values ('half')", {}, session);
    expect(await warehouse.errorOf("select nope", session)).toContain('column "nope" does not exist');
    await warehouse.ok("insert into ledger values ('whole')");
    expect(await warehouse.errorOf("select 1", session)).toContain("current transaction is aborted");
    await warehouse.ok("commit", {}, session);
    expect(await column("select run_id from ledger")).toEqual(["whole"]);
  });

  test("TRUNCATE takes away what was committed before it had the table", async () => {
    const { there, goOn } = stopBeforeLock("public.target");
    const late = warehouse.run("truncate target");
    await there;
    await warehouse.ok("insert into target values (1)");
    goOn();
    expect((await late).error).toBeUndefined();
    expect(await column("select count(*) from target")).toEqual([0]);
  });
});
