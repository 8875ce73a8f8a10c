// Models that a group is served, on the local Redshift: what its members may read as runs come and go.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { incremental, model } from "./models/index.ts";
import { redshiftExecutor, run } from "./models/project.ts";
import { project } from "./models/testing/projects.ts";
import { LocalRedshift } from "./testing/local-redshift.ts";

let redshift: LocalRedshift;
let db: Kysely<unknown>;
beforeAll(async () => {
  redshift = await LocalRedshift.start();
  db = as("etl");
  for (const text of [
    "create group readers",
    "create user reader password disable",
    "alter group readers add user reader",
    "create user builder password disable",
    "grant create, temporary on database dev to builder",
  ])
    await sql.raw(text).execute(db);
});
afterAll(() => redshift?.stop());

const as = (dbUser: string): Kysely<unknown> => redshift.connect({ clusterIdentifier: "main", dbUser });

const row = () => sql<{ id: number }>`select 1 as id`;
const { graph, settings } = project([
  model({ name: "whole", materialized: "table", query: row }),
  model({ name: "added", materialized: incremental(), query: row }),
  model({ name: "seen", materialized: "view", query: row }),
]);

/** A run as the user that the pipeline's functions are. */
const runAs = async (user: string, models: readonly string[] | undefined, select: string[] = []) => {
  const builder = as(user);
  try {
    const served = models ? [{ group: "readers", models }] : [];
    return await run(graph, settings, redshiftExecutor(builder), { select, served });
  } finally {
    await builder.destroy();
  }
};

async function readable(): Promise<string[]> {
  const reader = as("reader");
  const names: string[] = [];
  for (const { name } of graph.models)
    await sql
      .raw(`select id from marts.${name}`)
      .execute(reader)
      .then(() => names.push(name))
      .catch((error) => expect(error.message).toMatch(/permission denied|does not exist/));
  await reader.destroy();
  return names.sort();
}

test("members read what is served: as it is built, and at the next run's start; what is not any more is taken back", async () => {
  expect(await runAs("builder", ["whole", "seen"])).toMatchObject({ ok: true });
  expect(await readable()).toEqual(["seen", "whole"]);
  expect(await runAs("builder", ["whole", "seen"])).toMatchObject({ ok: true });
  expect(await readable()).toEqual(["seen", "whole"]);
  // A run grants and revokes what is there already without building it.
  expect(await runAs("builder", ["added"], ["whole"])).toMatchObject({ ok: true });
  expect(await readable()).toEqual(["added"]);
  expect(await runAs("builder", [])).toMatchObject({ ok: true });
  expect(await readable()).toEqual([]);
});

test("a warehouse without the group builds all the same, and so does one where another owns a model", async () => {
  const builder = as("builder");
  const served = [{ group: "nobody", models: ["whole"] }];
  expect(await run(graph, settings, redshiftExecutor(builder), { served })).toMatchObject({ ok: true });
  await builder.destroy();
  await sql.raw("drop table marts.added").execute(db);
  await sql.raw("create table marts.added as select 1 as id").execute(db);
  expect(await runAs("builder", ["added", "whole"], ["whole"])).toMatchObject({ ok: true });
  expect(await readable()).toEqual(["whole"]);
});

test("a group that is shown runs reads all models and the ledger, and writes into neither", async () => {
  const builder = as("builder");
  const served = [{ group: "readers", runs: true }];
  expect(await run(graph, settings, redshiftExecutor(builder), { served, fullRefresh: true })).toMatchObject({
    ok: true,
  });
  await builder.destroy();
  expect(await readable()).toEqual(["added", "seen", "whole"]);
  const reader = as("reader");
  const asked = (text: string) => sql.raw(text).execute(reader);
  const { rows } = await asked("select distinct state from headrace.run_events where kind = 'model'");
  expect(rows).toContainEqual({ state: "built" });
  for (const text of [
    "delete from headrace.run_events",
    "delete from marts.whole",
    "select * from headrace.run_locks",
  ])
    await expect(asked(text)).rejects.toThrow("permission denied");
  await reader.destroy();
});
