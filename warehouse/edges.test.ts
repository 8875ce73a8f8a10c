// The edges of values and names, through models on the local Redshift.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { check, incremental, model, snapshot, source, unique } from "./models/index.ts";
import { type ProjectSettings, redshiftExecutor, run } from "./models/project.ts";
import { project } from "./models/testing/projects.ts";
import { LocalRedshift } from "./testing/local-redshift.ts";

let redshift: LocalRedshift;
let db: Kysely<unknown>;
beforeAll(async () => {
  redshift = await LocalRedshift.start();
  db = redshift.connect();
});
afterAll(() => redshift?.stop());

const ask = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(db)).rows;
const runAll = (definitions: object[], settings: Partial<ProjectSettings> = {}) => {
  const { graph, settings: whole } = project(definitions, settings);
  return run(graph, whole, redshiftExecutor(db));
};

test("hostile names and variables build, add, snapshot and test like any other", async () => {
  const name = `it's "; drop table x; --é😀`;
  const column = `c'"; --ü`;
  const vars = { v: `v'\\"; drop table x; --` };
  const rows = sql<Record<string, string>>`select ${sql.lit(1)} as id, ${"k"} as ${sql.id(column)}`;
  const base = model({
    name,
    materialized: incremental({ key: column as never }),
    query: (_db, ctx) =>
      sql<
        Record<string, string>
      >`select rows.*, cast(${ctx.variable<string>("v")} as varchar(100)) as v from (${rows}) as rows`,
    tests: [unique(column as never)],
  });
  const history = snapshot({
    name: `h ${name}`,
    key: column as never,
    strategy: check(),
    query: (db) => db.selectFrom(base.as("b'")).selectAll(),
  });
  for (let i = 0; i < 2; i++) {
    const report = await runAll([base, history], { vars, dag: name });
    expect(report.models.map((one) => [one.state, one.message])).toEqual([
      ["built", undefined],
      ["built", undefined],
    ]);
    expect(report.tests.map((one) => one.state)).toEqual(["passed"]);
  }
  expect(await sql`select * from ${sql.id("marts", name)}`.execute(db)).toMatchObject({
    rows: [{ id: 1, [column]: "k", v: vars.v }],
  });
});

test("NaN, 38 digits, the edges of time and the longest texts go through a merge unchanged", async () => {
  await sql.raw("create schema src").execute(db);
  await sql
    .raw(
      "create table src.raw (id bigint, f double precision, d decimal(38, 0), e decimal(38, 37), late timestamp, early timestamp, t varchar(65535))",
    )
    .execute(db);
  const insert = (id: number) =>
    sql`insert into src.raw values (${id}, ${Number.NaN}, ${"12345678901234567890123456789012345678"}, ${"1.2345678901234567890123456789012345678"},
      ${"9999-12-31 23:59:59.999999"}, ${"0001-01-01 00:00:00"}, ${"é".repeat(32_767)})`.execute(db);
  await insert(1);
  const raw = source<{ id: number }>("src.raw");
  const wide = model({
    name: "wide",
    materialized: incremental({ key: "id" }),
    query: (db) => db.selectFrom(raw.as("r")).selectAll(),
  });
  expect((await runAll([raw, wide])).ok).toBe(true);
  await insert(2);
  expect((await runAll([raw, wide])).ok).toBe(true);
  const rows = await ask("select id, f, d, e, late, early, t from marts.wide order by id");
  expect(rows).toEqual(
    [1, 2].map((id) => ({
      id,
      f: Number.NaN,
      d: "12345678901234567890123456789012345678",
      e: "1.2345678901234567890123456789012345678",
      late: "9999-12-31 23:59:59.999999",
      early: "0001-01-01 00:00:00",
      t: "é".repeat(32_767),
    })),
  );
});

test("a value longer than the standing column fails the model with Redshift's words and changes nothing", async () => {
  await sql.raw("create schema if not exists marts").execute(db);
  await sql.raw("create table marts.texts (t varchar(10))").execute(db);
  await sql.raw("insert into marts.texts values ('short')").execute(db);
  const texts = model({
    name: "texts",
    materialized: incremental(),
    query: (db) => db.selectNoFrom((eb) => eb.val("x".repeat(300)).as("t")),
  });
  const report = await runAll([texts]);
  expect(report.models[0]).toMatchObject({ state: "failed", message: expect.stringMatching(/too long/i) });
  expect(await ask("select t from marts.texts")).toEqual([{ t: "short" }]);
});

test("a group of readers may use the schema and read the table; one that is none fails its model alone", async () => {
  const read = (name: string, group: string) =>
    model({
      name,
      schema: "shown",
      materialized: "table",
      readers: [group],
      query: () => sql<{ id: number }>`select 1 as id`,
    });
  await sql.raw("create group analysts").execute(db);
  const { graph, settings } = project([read("given", "analysts"), read("refused", "nobody")]);
  const executor = redshiftExecutor(db);
  const said: string[] = [];
  const report = await run(graph, settings, {
    run: (text, signal) => {
      said.push(text);
      return executor.run(text, signal);
    },
    atomic: (texts) => {
      said.push(...texts);
      return executor.atomic(texts);
    },
  });
  expect(report.models.map((one) => [one.name, one.state])).toEqual([
    ["given", "built"],
    ["refused", "failed"],
  ]);
  expect(report.models[1]?.message).toContain('group "nobody" does not exist');
  expect(said).toContain('grant usage on schema "shown" to group "analysts"');
  expect(said).toContain('grant select on "shown"."given" to group "analysts"');
});
