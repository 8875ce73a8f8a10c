// The command's way into the warehouse, on the local Redshift: every digit, the engine's own words, an end by a signal.
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { FaultyRedshift } from "../../warehouse/testing/faulty-redshift.ts";
import { queryRedshift } from "./redshift.ts";
import { shown } from "./result.ts";

let api: FaultyRedshift;
beforeAll(async () => {
  api = await FaultyRedshift.start();
});
beforeEach(() => {
  api.calls.length = 0;
});
afterAll(() => api?.stop());

const ask = (sql: string, signal?: AbortSignal) =>
  queryRedshift(
    {
      aws: {
        endpoint: api.endpoint,
        region: "eu-west-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      },
      warehouse: { ClusterIdentifier: "main", DbUser: "etl" },
      database: "dev",
    },
    sql,
    signal,
  );

test("every digit comes, of bigints beyond 2^53 too", async () => {
  const { columns, rows } = await ask(
    `select 9223372036854775807 as widest, cast(-9007199254740993 as bigint) as odd, 42 as small,
      cast('12345678901234567890123456789012345678' as decimal(38, 0)) as exact, cast(0.1 as double precision) as tenth,
      cast('NaN' as double precision) as nan, true as yes, cast(null as varchar) as none, 'it''s' as word`,
  );
  expect(columns.slice(0, 4)).toEqual([
    { name: "widest", type: "int8" },
    { name: "odd", type: "int8" },
    { name: "small", type: "int4" },
    { name: "exact", type: "numeric(38,0)" },
  ]);
  expect(rows.map((row) => row.map(shown))).toEqual([
    [
      "9223372036854775807",
      "-9007199254740993",
      "42",
      "12345678901234567890123456789012345678",
      "0.1",
      "NaN",
      "true",
      "NULL",
      "it's",
    ],
  ]);
});

test("a result of many pages comes whole, a statement without one as nothing", async () => {
  const digits = Array.from({ length: 10 }, (_, n) => `select ${n} as n`).join(" union all ");
  expect(await ask(`create table digits as ${digits}`)).toEqual({ columns: [], rows: [] });
  const { rows } = await ask("select 1 from digits a, digits b, digits c, digits d");
  expect(rows).toHaveLength(10_000);
});

test("what Redshift refuses is told in its own words, with what to do", async () => {
  await expect(ask("select nope from nowhere")).rejects.toMatchObject({
    code: "query_failed",
    message: expect.stringContaining('relation "nowhere" does not exist'),
    fix: expect.stringContaining("Fix the SQL"),
  });
  await expect(ask(`select '${"x".repeat(110_000)}'`)).rejects.toMatchObject({ code: "query_failed" });
});

test("throttling is waited out; a call that is refused for good is the service's own error", async () => {
  for (let i = 0; i < 6; i++)
    api.callFaults.push({ operation: "GetStatementResult", exception: "ThrottlingException" });
  expect((await ask("select 1 as one")).rows).toHaveLength(1);
  api.callFaults.push({ operation: "ExecuteStatement", exception: "AccessDeniedException", message: "no" });
  await expect(ask("select 1")).rejects.toMatchObject({ name: "AccessDeniedException", $fault: "client" });
});

test("a signal cancels the statement in the warehouse", async () => {
  const some = Array.from({ length: 60 }, (_, n) => `select ${n} as n`).join(" union all ");
  await ask(`create table many as ${some}`);
  const abort = new AbortController();
  const asked = ask("select count(*) from many a, many b, many c, many d, many e, many f", abort.signal);
  const reason = new Error("interrupted");
  setTimeout(() => abort.abort(reason), 200);
  await expect(asked).rejects.toBe(reason);
  expect(api.calls.filter(({ operation }) => operation === "CancelStatement")).toHaveLength(1);
});
