import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  GetStatementResultV2Command,
  ListSchemasCommand,
  ListStatementsCommand,
  ListTablesCommand,
} from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { plain, TARGET, TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
});
afterAll(() => warehouse.close());

describe("transactions and sessions", () => {
  test("temporary tables and transactions live in their session", async () => {
    const session = await warehouse.session("create temp table mine (a int)");
    await warehouse.ok("insert into mine values (1)", {}, session);
    await warehouse.ok("begin", {}, session);
    await warehouse.ok("insert into mine values (2)", {}, session);
    await warehouse.ok("rollback", {}, session);
    expect((await warehouse.ok("select * from mine", {}, session)).rows).toEqual([[1]]);
    expect(await warehouse.errorOf("select * from mine")).toContain('relation "mine" does not exist');
    await warehouse.ok("begin", {}, session);
    expect(await warehouse.errorOf("select nope", session)).toContain('column "nope" does not exist');
    expect(await warehouse.errorOf("select 1", session)).toContain("current transaction is aborted");
    await warehouse.ok("rollback", {}, session);
    await warehouse.ok("select 1", {}, session);
    await warehouse.ok("begin", {}, session);
    expect(await warehouse.errorOf("vacuum", session)).toContain("cannot run inside a transaction block");
    await warehouse.ok("rollback", {}, session);
  });

  test("writers of one table wait for each other; one with an old view of it is in conflict", async () => {
    await warehouse.ok("create table counter as select 1 as x");
    const first = await warehouse.session("begin");
    await warehouse.ok("insert into counter values (10)", {}, first);
    const waiting = warehouse.run("update counter set x = x + 1");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await warehouse.ok("commit", {}, first);
    expect((await waiting).written).toBe(2);
    expect((await warehouse.ok("select x from counter order by x")).rows.flat()).toEqual([2, 11]);

    const [a, b] = [await warehouse.session("begin"), await warehouse.session("begin")];
    await warehouse.ok("select * from counter", {}, b);
    await warehouse.ok("delete from counter where x = 2", {}, a);
    const conflicting = warehouse.run("update counter set x = 0", {}, b);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await warehouse.ok("commit", {}, a);
    expect((await conflicting).error).toMatch(
      /^ERROR: 1023\n {2}DETAIL: Serializable isolation violation on table/,
    );
  });

  test("a batch is one transaction", async () => {
    const good = await warehouse.client.send(
      new BatchExecuteStatementCommand({
        ...TARGET,
        Sqls: ["create table batch (x int)", "insert into batch values (:x)", "select * from batch"],
        Parameters: [{ name: "x", value: "5" }],
        WaitTimeSeconds: 30,
      }),
    );
    expect(good.Status).toBe("FINISHED");
    expect(
      (await warehouse.client.send(new GetStatementResultCommand({ Id: `${good.Id}:3` }))).Records,
    ).toEqual([[{ longValue: 5 }]]);
    const bad = await warehouse.client.send(
      new BatchExecuteStatementCommand({
        ...TARGET,
        Sqls: ["insert into batch values (6)", "select nope from batch", "select 1"],
        WaitTimeSeconds: 30,
      }),
    );
    const about = await warehouse.client.send(new DescribeStatementCommand({ Id: bad.Id }));
    expect(about.SubStatements?.map((one) => one.Status)).toEqual(["FINISHED", "FAILED", "ABORTED"]);
    expect(about.Error).toBe('ERROR: column "nope" does not exist');
    expect((await warehouse.ok("select x from batch")).rows).toEqual([[5]]);
  });

  test("a statement is cancelled", async () => {
    const { Id } = await warehouse.client.send(
      new ExecuteStatementCommand({
        ...TARGET,
        Sql: "select count(*) from lake.orders a, lake.orders b, lake.orders c where a.order_id + b.order_id + c.order_id = -1",
      }),
    );
    for (let status: string | undefined; status !== "STARTED"; ) {
      const now = await warehouse.client.send(new DescribeStatementCommand({ Id }));
      expect(now.Error).toBeUndefined();
      status = now.Status;
    }
    await warehouse.client.send(new CancelStatementCommand({ Id }));
    const ran = await warehouse.described(Id as string);
    expect([ran.status, ran.error]).toEqual(["ABORTED", "ERROR: Query cancelled on user's request"]);
    await expect(warehouse.client.send(new CancelStatementCommand({ Id }))).rejects.toThrow(
      "already in ABORTED state",
    );
  });
});

describe("the Data API", () => {
  test("a large result comes in pages", async () => {
    const { Id } = await warehouse.client.send(
      new ExecuteStatementCommand({
        ...TARGET,
        Sql: "select a.order_id * 10 + b.order_id as n from lake.orders a, lake.orders b where a.order_id < 1000 and b.order_id < 10 order by n",
        WaitTimeSeconds: 30,
      }),
    );
    const seen: unknown[] = [];
    let NextToken: string | undefined;
    let total = 0;
    do {
      const page = await warehouse.client.send(new GetStatementResultCommand({ Id, NextToken }));
      for (const row of page.Records ?? []) seen.push(plain(row[0] as Field));
      total = page.TotalNumRows ?? 0;
      NextToken = page.NextToken;
    } while (NextToken);
    expect(total).toBe(10_000);
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });

  test("results as CSV", async () => {
    const { Id } = await warehouse.client.send(
      new ExecuteStatementCommand({
        ...TARGET,
        Sql: "select 1, 'a,b', null, ''",
        ResultFormat: "CSV",
        WaitTimeSeconds: 30,
      }),
    );
    const page = await warehouse.client.send(new GetStatementResultV2Command({ Id }));
    expect(page.Records).toEqual([{ CSVRecords: '1,"a,b",,""\r\n' }]);
    await expect(warehouse.client.send(new GetStatementResultCommand({ Id }))).rejects.toThrow(
      "use GetStatementResultV2",
    );
  });

  test("a client token names one statement; statements are listed", async () => {
    const input = {
      ...TARGET,
      Sql: "select 42",
      ClientToken: "abc",
      StatementName: "answer",
      WaitTimeSeconds: 30,
    };
    const first = await warehouse.client.send(new ExecuteStatementCommand(input));
    expect((await warehouse.client.send(new ExecuteStatementCommand(input))).Id).toBe(first.Id);
    const list = await warehouse.client.send(new ListStatementsCommand({ StatementName: "answer" }));
    expect(list.Statements?.map((one) => [one.Id, one.Status])).toEqual([[first.Id, "FINISHED"]]);
  });

  test("tables are listed, external ones too; clusters and databases must exist", async () => {
    const { Tables } = await warehouse.client.send(
      new ListTablesCommand({ ...TARGET, SchemaPattern: "lake" }),
    );
    expect(Tables).toEqual([{ name: "orders", schema: "lake", type: "EXTERNAL TABLE" }]);
    const wrong = new ExecuteStatementCommand({ ...TARGET, ClusterIdentifier: "nope", Sql: "select 1" });
    await expect(warehouse.client.send(wrong)).rejects.toThrow("Redshift endpoint doesn't exist");
    for (const session of [{}, { SessionKeepAliveSeconds: 10 }]) {
      const { Id } = await warehouse.client.send(
        new ExecuteStatementCommand({ ...TARGET, ...session, Database: "nope", Sql: "select 1" }),
      );
      expect((await warehouse.described(Id as string)).error).toBe(
        'ERROR: FATAL: database "nope" does not exist',
      );
    }
    for (const command of [
      new ListTablesCommand({ ...TARGET, Database: "nope" }),
      new ListSchemasCommand({ ...TARGET, ConnectedDatabase: "nope" }),
    ]) {
      await expect(warehouse.client.send(command)).rejects.toMatchObject({
        name: "DatabaseConnectionException",
        message: 'FATAL: database "nope" does not exist',
      });
    }
  });
});
