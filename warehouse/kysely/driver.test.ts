// The dialect end to end, over HTTP: paging, sessions, transactions, cancellation, retries, errors.
import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import {
  batch,
  RedshiftDataDialect,
  type RedshiftDataDialectConfig,
  RedshiftError,
  retryTransaction,
} from "./index.ts";
import { numbers, type Tables, TestWarehouse } from "./testing/warehouse.ts";

let warehouse: TestWarehouse;
let db: Kysely<Tables>;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  db = warehouse.db;
});
beforeEach(() => warehouse.reset());
afterAll(() => warehouse.stop());

describe("statements", () => {
  test("insert, update, delete tell the rows they wrote", async () => {
    const inserted = await db
      .insertInto("t")
      .values([
        { id: 1, name: "a", amount: null },
        { id: 2, name: "b", amount: null },
      ])
      .executeTakeFirst();
    expect(inserted.numInsertedOrUpdatedRows).toBe(2n);
    expect(
      (await db.updateTable("t").set({ name: "c" }).where("id", ">", 1).executeTakeFirst()).numUpdatedRows,
    ).toBe(1n);
    expect((await db.deleteFrom("t").executeTakeFirst()).numDeletedRows).toBe(2n);
    expect((await sql`delete from t`.execute(db)).numAffectedRows).toBe(0n);
  });

  test("a lone statement is one call, two with its rows, without a session", async () => {
    await db.selectFrom("t").selectAll().execute();
    expect(warehouse.api.calls.map((call) => call.operation)).toEqual([
      "ExecuteStatement",
      "GetStatementResult",
    ]);
    expect(warehouse.inputs("ExecuteStatement")[0]).toMatchObject({
      ClusterIdentifier: "main",
      Database: "dev",
      DbUser: "etl",
      WaitTimeSeconds: 30,
    });
    expect(warehouse.inputs("ExecuteStatement")[0]).not.toHaveProperty("SessionKeepAliveSeconds");
  });

  test("Serverless, secrets, and a service that does not wait", async () => {
    const other = warehouse.connect({
      clusterIdentifier: undefined as never,
      dbUser: undefined as never,
      workgroupName: "w",
      secretArn: "arn:s",
      waitSeconds: 0,
      statementName: "nightly",
    });
    await other.schema.createTable("t").addColumn("id", "bigint").execute();
    await other.selectFrom("t").selectAll().execute();
    expect(warehouse.inputs("ExecuteStatement")[0]).toMatchObject({
      WorkgroupName: "w",
      SecretArn: "arn:s",
      StatementName: "nightly",
    });
    expect(warehouse.inputs("DescribeStatement").length).toBeGreaterThan(0);
  });

  test("100,000 rows stream in pages, one in memory at a time", async () => {
    let rows = 0;
    let sum = 0;
    const asked = () => warehouse.inputs("GetStatementResult").length;
    await sql`insert into t select range, 'x', null from ${sql.raw(numbers(5))} n`.execute(db);
    for await (const row of db.selectFrom("t").select("id").orderBy("id").stream(500)) {
      if (rows === 0) expect(asked()).toBe(1);
      sum += row.id;
      rows++;
    }
    expect([rows, sum, asked()]).toEqual([100_000, 4_999_950_000, 50]);
  });

  test("a stream that is left early asks for no more pages", async () => {
    await sql`insert into t select range, 'x', null from ${sql.raw(numbers(4))} n`.execute(db);
    for await (const row of db.selectFrom("t").select("id").orderBy("id").stream()) if (row.id === 10) break;
    expect(warehouse.inputs("GetStatementResult")).toHaveLength(1);
  });
});

describe("sessions", () => {
  test("a transaction that throws leaves nothing", async () => {
    await expect(
      db.transaction().execute(async (trx) => {
        await trx.insertInto("t").values({ id: 1, name: "a", amount: null }).execute();
        expect(await trx.selectFrom("t").selectAll().execute()).toHaveLength(1);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await db.selectFrom("t").selectAll().execute()).toEqual([]);
    await db
      .transaction()
      .execute((trx) => trx.insertInto("t").values({ id: 2, name: "b", amount: null }).execute());
    expect(await db.selectFrom("t").select("id").execute()).toEqual([{ id: 2 }]);
    const opened = warehouse.inputs("ExecuteStatement").filter((input) => input.SessionKeepAliveSeconds);
    expect(opened.map((input) => input.Sql)).toEqual(["begin"]);
  });

  test("a pooled session that has ended is replaced", async () => {
    await db.transaction().execute((trx) => trx.selectFrom("t").selectAll().execute());
    await warehouse.api.redshift.endSessions();
    await db
      .transaction()
      .execute((trx) => trx.insertInto("t").values({ id: 3, name: "c", amount: null }).execute());
    expect(await warehouse.look("select id from t")).toEqual([["3"]]);
  });

  test("a pooled session whose transaction was left aborted is replaced", async () => {
    await db.transaction().execute((trx) => trx.selectFrom("t").selectAll().execute());
    const SessionId = warehouse.inputs("ExecuteStatement").find((input) => input.SessionId)
      ?.SessionId as string;
    const client = new RedshiftDataClient({
      endpoint: warehouse.api.redshift.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const statuses: unknown[] = [];
    for (const Sql of ["begin", "select * from nowhere"]) {
      const sent = await client.send(new ExecuteStatementCommand({ SessionId, Sql, WaitTimeSeconds: 10 }));
      statuses.push(
        (await client.send(new DescribeStatementCommand({ Id: sent.Id, WaitTimeSeconds: 10 }))).Status,
      );
    }
    client.destroy();
    expect(statuses).toEqual(["FINISHED", "FAILED"]);
    await db
      .transaction()
      .execute((trx) => trx.insertInto("t").values({ id: 3, name: "c", amount: null }).execute());
    expect(await warehouse.look("select id from t")).toEqual([["3"]]);
  });

  test("a temporary table lives in the connection's session, and nobody inherits it", async () => {
    for (const n of [1, 2]) {
      await db.connection().execute(async (one) => {
        await one.schema.createTable("tmp").temporary().addColumn("a", "integer").execute();
        await one.insertInto("tmp").values({ a: n }).execute();
        expect(await one.selectFrom("tmp").selectAll().execute()).toEqual([{ a: n }]);
      });
    }
    await expect(db.selectFrom("tmp").selectAll().execute()).rejects.toThrow("tmp");
  });

  test("savepoints are refused by name", async () => {
    const trx = await db.startTransaction().execute();
    await expect(trx.savepoint("s").execute()).rejects.toThrow("SAVEPOINT");
    await trx.rollback().execute();
  });

  test("a batch is all or nothing, and gives each statement's result", async () => {
    const results = await batch(db, [
      db.insertInto("t").values([
        { id: 1, name: "o'k", amount: null },
        { id: 2, name: "x", amount: null },
      ]),
      db.selectFrom("t").select(["id", "name as fullName"]).where("name", "=", "o'k"),
      db.updateTable("t").set({ amount: "5" }).where("id", "=", 2),
    ]);
    expect(results).toMatchObject([
      { numAffectedRows: 2n, rows: [] },
      { rows: [{ id: 1, fullName: "o'k" }] },
      { numAffectedRows: 1n, rows: [] },
    ]);
    await expect(batch(db, [db.deleteFrom("t"), sql`select * from missing`.compile(db)])).rejects.toThrow(
      "missing",
    );
    await expect(batch(db, [db.deleteFrom("t"), sql`select ${1} from missing`])).rejects.toThrow("missing");
    expect(await warehouse.look("select count(*) from t")).toEqual([["2"]]);
  });
});

describe("cancellation", () => {
  const MANY = sql.raw(numbers(6));
  const LONG = sql<{
    n: number;
  }>`select count(*) as n from ${MANY} a, ${MANY} b where a.range + b.range < -7`;

  test("an abort signal cancels the statement", async () => {
    const abort = new AbortController();
    const running = LONG.execute(db, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error("too slow")), 100);
    await expect(running).rejects.toThrow("too slow");
    await until(() => warehouse.inputs("CancelStatement").length > 0);
    const id = warehouse.inputs("CancelStatement")[0]?.Id;
    expect(warehouse.inputs("DescribeStatement").some((input) => input.Id === id)).toBe(true);
  });

  test("a statement that somebody else cancels fails as one that the user cancelled", async () => {
    const running = LONG.execute(warehouse.connect({ waitSeconds: 0 })).catch((error) => error);
    await until(() => warehouse.inputs("DescribeStatement").length > 0);
    const client = new RedshiftDataClient({
      endpoint: warehouse.api.redshift.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "t", secretAccessKey: "t" },
    });
    const Id = warehouse.inputs("DescribeStatement")[0]?.Id as string;
    await client.send(new CancelStatementCommand({ Id }));
    client.destroy();
    expect(await running).toMatchObject({ name: "RedshiftError", sqlState: "57014", statementId: Id });
  });

  test("a signal ends the wait for a page that is late", async () => {
    await db.insertInto("t").values({ id: 1, name: "a", amount: null }).execute();
    warehouse.api.callFaults.push({ operation: "GetStatementResult", lateMs: 120_000 });
    const abort = new AbortController();
    const reading = db.selectFrom("t").selectAll().execute({ signal: abort.signal });
    await until(() => warehouse.inputs("GetStatementResult").length > 0);
    abort.abort(new Error("too slow"));
    await expect(reading).rejects.toThrow("too slow");
  });

  test("inside a transaction the rollback waits for it", async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error("too slow")), 100);
    await expect(
      db.transaction().execute(async (trx) => {
        await trx.insertInto("t").values({ id: 1, name: "a", amount: null }).execute();
        await LONG.execute(trx, { signal: abort.signal, inflightQueryAbortStrategy: "cancel query" });
      }),
    ).rejects.toThrow("too slow");
    expect(await warehouse.look("select count(*) from t")).toEqual([["0"]]);
  });
});

describe("errors and retries", () => {
  test("carry Redshift's message, its SQLSTATE, the statement's id and the SQL", async () => {
    const error = await sql`select * from nowhere where a = ${1}`.execute(db).catch((caught) => caught);
    expect(error).toBeInstanceOf(RedshiftError);
    expect(error).toMatchObject({
      message: 'ERROR: relation "nowhere" does not exist',
      sqlState: "42P01",
      sql: "select * from nowhere where a = cast(:p1 as integer)",
      statementId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test.each(["lone", "in a transaction"])(
    "a statement whose answer was cut off is sent again, and runs once: %s",
    async (where) => {
      const insert = (by: Kysely<Tables>) => {
        warehouse.api.callFaults.push({ operation: "ExecuteStatement", cutOff: true });
        return by.insertInto("t").values({ id: 1, name: "a", amount: null }).execute();
      };
      await (where === "lone" ? insert(db) : db.transaction().execute(insert));
      expect(await warehouse.look("select id from t")).toEqual([["1"]]);
      const sent = warehouse.inputs("ExecuteStatement").filter(({ Sql }) => /^insert/.test(String(Sql)));
      expect(sent).toHaveLength(2);
      expect(sent[1]?.ClientToken).toBe(sent[0]?.ClientToken);
    },
  );

  test("throttling is waited out, with a limit", async () => {
    const client = new RedshiftDataClient({
      endpoint: warehouse.api.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "t", secretAccessKey: "t" },
      maxAttempts: 1,
    });
    const other = warehouse.connect({ client });
    const refuse = (times: number) => {
      for (let i = 0; i < times; i++)
        warehouse.api.callFaults.push({
          operation: "ExecuteStatement",
          exception: "ActiveStatementsExceededException",
          message: "too many",
        });
    };
    refuse(3);
    await other.selectFrom("t").selectAll().execute();
    refuse(4);
    await expect(other.selectFrom("t").selectAll().execute()).rejects.toMatchObject({
      exception: "ActiveStatementsExceededException",
    });
    expect(warehouse.api.callFaults).toHaveLength(0);
    client.destroy();
  });

  test("throttling of a transaction's statements and of those under way is waited out for longer", async () => {
    const client = new RedshiftDataClient({
      endpoint: warehouse.api.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "t", secretAccessKey: "t" },
      maxAttempts: 1,
    });
    const retry = { attempts: 4, baseMs: 1, maxMs: 20 };
    const other = warehouse.connect({ client, waitSeconds: 0, retry });
    const refuse = (operation: string) => {
      for (let i = 0; i < 12; i++)
        warehouse.api.callFaults.push({
          operation,
          exception: "ThrottlingException",
          message: "Rate exceeded",
        });
    };
    await other.transaction().execute(async (trx) => {
      refuse("ExecuteStatement");
      refuse("DescribeStatement");
      refuse("GetStatementResult");
      await trx.insertInto("t").values({ id: 1, name: "a", amount: null }).execute();
      expect(await trx.selectFrom("t").select("id").execute()).toEqual([{ id: 1 }]);
    });
    expect(warehouse.api.callFaults).toHaveLength(0);
    expect(await warehouse.look("select id from t")).toEqual([["1"]]);
    client.destroy();
  });

  test("a lone statement that collided runs again; a transaction does only by retryTransaction", async () => {
    const message =
      "1023 DETAIL: Serializable isolation violation on table - 100123, transactions forming the cycle are: 1, 2";
    warehouse.api.failures.push({ pattern: /^insert into "t"/, message, times: 2 });
    await db.insertInto("t").values({ id: 1, name: "a", amount: null }).execute();
    warehouse.api.failures.push({ pattern: /^insert into "t"/, message, times: 1 });
    const insert = (trx: Kysely<Tables>) =>
      trx.insertInto("t").values({ id: 2, name: "b", amount: null }).execute();
    await expect(db.transaction().execute(insert)).rejects.toMatchObject({ sqlState: "40001" });
    warehouse.api.failures.push({ pattern: /^insert into "t"/, message, times: 2 });
    const attempts: number[] = [];
    await retryTransaction(db, async (trx, attempt) => {
      attempts.push(attempt);
      await insert(trx);
    });
    expect(attempts).toEqual([1, 2, 3]);
    expect(await warehouse.look("select id from t order by id")).toEqual([["1"], ["2"]]);
  });

  test("a wrong configuration is refused by what to write", () => {
    const refused = (config: Partial<RedshiftDataDialectConfig>) => () =>
      new RedshiftDataDialect({ database: "d", ...config });
    expect(refused({})).toThrow("neither clusterIdentifier nor workgroupName");
    expect(refused({ clusterIdentifier: "a", workgroupName: "b" })).toThrow("both");
    expect(refused({ workgroupName: "b", dbUser: "u" })).toThrow("dbUser");
    expect(refused({ clusterIdentifier: "a", waitSeconds: 31 })).toThrow("0 to 30");
    const old = { ...new RedshiftDataClient({ region: "eu-west-1" }), config: { requestHandler: {} } };
    const client = old as unknown as RedshiftDataClient;
    expect(refused({ clusterIdentifier: "a", client })).toThrow("update @aws-sdk/client-redshift-data");
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}
