// What is refused inside a transaction, on the local Redshift: its locks are free at once, whoever forgets to roll back.
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { CompiledQuery, type ControlledTransaction, type Kysely, sql } from "kysely";
import { LocalRedshift } from "./testing/local-redshift.ts";

let redshift: LocalRedshift;
let db: Kysely<unknown>;
beforeEach(async () => {
  redshift ??= await LocalRedshift.start();
  db = redshift.connect();
  await sql.raw("drop table if exists t").execute(db);
  await sql.raw("create table t as select 1 as id").execute(db);
});
afterAll(() => redshift?.stop());

const ids = async () => (await sql.raw<{ id: number }>("select id from t order by id").execute(db)).rows;

/** What each refusal is, and what it says. */
const REFUSALS: [string, (trx: ControlledTransaction<unknown>) => Promise<unknown>, string][] = [
  ["a savepoint", (trx) => trx.savepoint("s").execute(), "Redshift has no SAVEPOINT (s)"],
  [
    "a statement that is longer than the service takes",
    (trx) => sql.raw(`select '${"x".repeat(110_000)}'`).execute(trx),
    "the Data API takes 102400",
  ],
  [
    "values without places in the text",
    (trx) => trx.executeQuery(CompiledQuery.raw("select $1", [1])),
    "the SQL has values and no :p1",
  ],
  [
    "a statement that Redshift refuses",
    (trx) => sql.raw("select nope").execute(trx),
    'column "nope" does not exist',
  ],
];

test.each(REFUSALS)("%s frees the locks of its transaction", async (_, refused, message) => {
  const trx = await db.startTransaction().execute();
  await sql.raw("insert into t values (2)").execute(trx);
  await expect(refused(trx)).rejects.toThrow(message);
  // Another would wait here for as long as the session lives.
  await sql.raw("insert into t values (3)").execute(db);
  expect(await ids()).toEqual([{ id: 1 }, { id: 3 }]);
  await expect(sql.raw("insert into t values (4)").execute(trx)).rejects.toThrow(
    /the transaction was rolled back: |current transaction is aborted/,
  );
  await trx.rollback().execute();
  expect(await ids()).toEqual([{ id: 1 }, { id: 3 }]);
});

test("a transaction that was begun in words and left open frees its locks with its connection", async () => {
  await db.connection().execute(async (one) => {
    await sql.raw("begin").execute(one);
    await sql.raw("insert into t values (2)").execute(one);
  });
  await sql.raw("insert into t values (3)").execute(db);
  expect(await ids()).toEqual([{ id: 1 }, { id: 3 }]);
});

test("a transaction whose session is killed by a signal frees its locks", async () => {
  const numbers = Array.from({ length: 60 }, (_, i) => `select ${i} as n`).join(" union all ");
  await sql.raw(`create table numbers as ${numbers}`).execute(db);
  const abort = new AbortController();
  const slow = sql.raw(
    "select count(*) from numbers a, numbers b, numbers c, numbers d, numbers e, numbers f",
  );
  const killed = db.transaction().execute(async (trx) => {
    await sql.raw("insert into t values (2)").execute(trx);
    setTimeout(() => abort.abort(new Error("too slow")), 200);
    await slow.execute(trx, { signal: abort.signal, inflightQueryAbortStrategy: "kill session" });
  });
  await expect(killed).rejects.toThrow();
  await sql.raw("insert into t values (3)").execute(db);
  expect(await ids()).toEqual([{ id: 1 }, { id: 3 }]);
});

test("the commit of a transaction that was rolled back for a refusal fails", async () => {
  const trx = await db.startTransaction().execute();
  await sql.raw("insert into t values (2)").execute(trx);
  await expect(trx.savepoint("s").execute()).rejects.toThrow("SAVEPOINT");
  await expect(trx.commit().execute()).rejects.toThrow(
    "the transaction was rolled back: Redshift has no SAVEPOINT (s)",
  );
  expect(await ids()).toEqual([{ id: 1 }]);
});
