// The SQL that models compile to.
import { describe, expect, test } from "@jest/globals";
import { checkGrammar } from "../kysely/testing/compiling.ts";
import {
  check,
  incremental,
  type Model,
  type ModelContext,
  model,
  test as singular,
  snapshot,
  unique,
} from "./index.ts";
import { compiledModels, selected } from "./project.ts";
import { project } from "./testing/projects.ts";
import { type AnyDb, reading } from "./testing/reading.ts";

describe("statements", () => {
  const HOSTILE = `it's "; drop table x; --é😀`;
  const hostile = model({
    name: HOSTILE,
    materialized: incremental({ key: HOSTILE as never, strategy: "delete+insert" }),
    query: (db: AnyDb, ctx: ModelContext) =>
      db
        .selectFrom(`lake.${HOSTILE}`)
        .select((eb: AnyDb) => [eb.ref(HOSTILE).as(HOSTILE), eb.val(ctx.variable("v")).as("v")]),
    tests: [unique(HOSTILE as never)],
  });
  const kept = snapshot({
    name: "kept",
    key: "id" as never,
    strategy: check(),
    onDelete: "close",
    query: (db: AnyDb) => db.selectFrom("lake.x").select(["id", "status"]),
  });
  const merged: Model = model({
    name: "merged",
    materialized: incremental({ key: "id" as never }),
    distKey: "id" as never,
    sortKeys: ["id", "at"] as never,
    readers: ["analysts"],
    query: (db: AnyDb) => db.selectFrom("lake.x").select(["id", "at"]),
  });
  const views = reading("v", "lake.x");
  const alone = singular({ name: "t", query: (db: AnyDb) => db.selectFrom("lake.x").selectAll() });
  const { graph } = project([hostile, kept, merged, views, alone], { vars: { v: HOSTILE } });
  const compiled = compiledModels(graph, selected(graph));
  const statements = compiled.flatMap((one) => [
    one.sql,
    ...one.build,
    ...(one.add ?? []),
    ...one.tests.map((t) => t.sql),
  ]);

  test("are all accepted by a Redshift grammar", () => {
    expect(statements.length).toBeGreaterThan(20);
    for (const statement of statements) checkGrammar(statement);
  });

  test("quote every name and value", () => {
    const bare = statements.map((statement) => statement.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, ""));
    for (const statement of bare) expect(statement).not.toMatch(/drop table x|;|--|😀/);
  });

  test("hold nothing that Redshift refuses", () => {
    for (const statement of statements) {
      expect(statement).not.toMatch(
        /on conflict|returning|distinct on|lateral|filter ?\(|:p\d|is distinct from/i,
      );
    }
  });

  test("say what a run executes", () => {
    expect(compiled.find((one) => one.name === "merged")).toMatchObject({
      build: [
        'create table "marts"."merged__aside_00000000" diststyle key distkey ("id") compound sortkey ("id", "at") as select "id", "at" from "lake"."x"',
        'drop table if exists "marts"."merged"',
        'alter table "marts"."merged__aside_00000000" rename to "merged"',
        'grant select on "marts"."merged" to group "analysts"',
      ],
      add: [
        expect.stringMatching(/^create table "marts"."merged__aside_00000000"/),
        'merge into "marts"."merged" using "marts"."merged__aside_00000000" as "incoming" on "merged"."id" = "incoming"."id" when matched then update set "at" = "incoming"."at" when not matched then insert ("id", "at") values ("incoming"."id", "incoming"."at")',
        'drop table if exists "marts"."merged__aside_00000000"',
      ],
    });
    expect(compiled.find((one) => one.name === "v")?.build).toEqual([
      'drop view if exists "marts"."v"',
      'create view "marts"."v" as select "lake"."x"."id" from "lake"."x" with no schema binding',
    ]);
  });
});
