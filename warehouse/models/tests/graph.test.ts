// The DAG: what reads what, cycles, unknown names, wrong definitions, selection, drawings.
import { describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { checkGrammar } from "../../kysely/tests/compiling.ts";
import {
  acceptedValues,
  check,
  freshness,
  incremental,
  type Model,
  type ModelContext,
  model,
  relationships,
  rowCount,
  test as singular,
  snapshot,
  source,
  table,
  unique,
} from "../index.ts";
import { checkExports, compiledModels, mermaidGraph, selected, svgGraph, textGraph } from "../project.ts";
import { project } from "./projects.ts";

// biome-ignore lint/suspicious/noExplicitAny: these models read one another in ways that no types allow
type AnyDb = any;
const reading = (name: string, ...reads: string[]) =>
  model({
    name,
    tags: [name.slice(0, 1)],
    query: (db: AnyDb) =>
      reads
        .slice(1)
        .reduce((qb, read) => qb.innerJoin(read, `${read}.id`, `${reads[0]}.id`), db.selectFrom(reads[0]))
        .select([`${reads[0]}.id`]),
  });

const DIAMOND = [
  reading("a", "lake.x"),
  reading("b", "a"),
  reading("c", "a"),
  reading("d", "b", "c"),
  reading("alone", "lake.y"),
];

describe("references", () => {
  test("order the models after what they read", () => {
    const { graph } = project([...DIAMOND].reverse());
    expect(graph.models.map((node) => [node.name, node.reads])).toEqual([
      ["a", ["lake.x"]],
      ["alone", ["lake.y"]],
      ["b", ["a"]],
      ["c", ["a"]],
      ["d", ["b", "c"]],
    ]);
    expect(graph.sources.map((node) => node.name)).toEqual(["lake.x", "lake.y"]);
  });

  test("are found in subqueries, WITH queries, unions and raw SQL; names of WITH are not taken for models", () => {
    const raw = source<{ id: number }>("raw.events");
    const one = reading("one", "lake.x");
    const two = model({
      name: "two",
      query: (db: AnyDb) =>
        db
          .with("a", (qb: AnyDb) => qb.selectFrom(one.as("o")).select("o.id"))
          .selectFrom("a")
          .select((eb: AnyDb) => ["id", eb.selectFrom(raw.as("r")).select(eb.fn.max("r.id").as("m")).as("m")])
          .unionAll((eb: AnyDb) => eb.selectFrom("three").select(["id", "id as m"])),
    });
    const three = model({ name: "three", query: () => sql<{ id: number }>`select id from ${one}` });
    const { graph } = project([one, two, three, raw]);
    expect(graph.models.find((node) => node.name === "two")?.reads.sort()).toEqual([
      "one",
      "raw.events",
      "three",
    ]);
    expect(graph.models.find((node) => node.name === "three")?.full.sql).toBe('select id from "marts"."one"');
  });

  test("in a circle are refused by name", () => {
    expect(() => project([reading("a", "c"), reading("b", "a"), reading("c", "b")])).toThrow("a → c → b → a");
    expect(() => project([reading("a", "a")])).toThrow("a → a");
    const self = model({
      name: "grows",
      materialized: incremental(),
      query: (db: AnyDb, ctx: ModelContext) =>
        db
          .selectFrom("lake.x")
          .select("id")
          .$if(ctx.incremental, (qb: AnyDb) => qb.where("id", ">", ctx.newest("id"))),
    });
    expect(project([self]).graph.models[0]?.incremental?.sql).toBe(
      'select "id" from "lake"."x" where "id" > (select max("newest"."id") from "marts"."grows" as "newest")',
    );
  });

  test("to what is unknown are refused by what is known", () => {
    expect(() => project([reading("a", "nothing")])).toThrow(
      'models/a.ts: "a" reads "nothing", which is unknown',
    );
    expect(() => project([reading("a", "raw.x")])).toThrow('"raw.x"');
    expect(() => project([reading("a", "lake.z")], {}, ["x", "y"])).toThrow("lake.z");
    expect(() => project([reading("a", "lake.x"), reading("A", "lake.y")])).toThrow("defined in");
  });

  test("go where the settings say", () => {
    const placed = model({
      name: "p",
      schema: 'odd"schema',
      query: (db: AnyDb) => db.selectFrom("lake.x").selectAll("lake.x"),
    });
    const reader = model({ name: "r", query: (db: AnyDb) => db.selectFrom(placed.ref).select("p.id") });
    const { graph } = project([placed, reader], { schema: "dev", lakeSchema: "spectrum" });
    expect(graph.models.map((node) => node.full.sql)).toEqual([
      'select "spectrum"."x".* from "spectrum"."x"',
      'select "p"."id" from "odd""schema"."p" as "p"',
    ]);
  });
});

test("exports name models of the graph, in lower case", () => {
  const { graph } = project([reading("Daily", "lake.x")]);
  expect(() => checkExports(graph, { daily: { format: "csv", partition_by: [] } })).not.toThrow();
  expect(() => checkExports(graph, { weekly: { format: "csv", partition_by: [] } })).toThrow(
    'exports.weekly: There is no model "weekly" to export.',
  );
});

describe("definitions", () => {
  const lake = (db: AnyDb) => db.selectFrom("lake.x").select(["id", "at"]);
  const refused = (definition: () => object) => expect(() => project([definition()]));

  test("that cannot work are refused with the fix", () => {
    refused(() =>
      model({ name: "m", materialized: incremental({ strategy: "merge" }), query: lake }),
    ).toThrow("needs a key");
    refused(() =>
      model({ name: "m", materialized: incremental({ key: "no" as never }), query: lake }),
    ).toThrow('"no"');
    refused(() =>
      model({ name: "m", materialized: table(), sortKeys: ["no" as never], query: lake }),
    ).toThrow("sortKeys");
    refused(() => model({ name: "m", distKey: "id" as never, query: lake })).toThrow("is a view");
    refused(() => model({ name: "m", materialized: "incremental" as never, query: lake })).toThrow(
      'materialized is "incremental"',
    );
    refused(() => model({ name: "m", materialized: "tabel" as never, query: lake })).toThrow(
      'materialized is "tabel"',
    );
    refused(() => model({ name: "m", query: lake, tests: [unique("no" as never)] })).toThrow(
      "the test unique",
    );
    refused(() => model({ name: "m" } as never)).toThrow("no query");
    refused(() => model({ name: "", query: lake })).toThrow("no name");
    refused(() => model({ name: "x".repeat(111), query: lake })).toThrow("110 bytes");
    refused(() => snapshot({ name: "s", key: [], strategy: check(), query: lake })).toThrow("needs a key");
    refused(() => model({ name: "m", query: (db: AnyDb) => lake(db).distinctOn("id") })).toThrow(
      "DISTINCT ON",
    );
    refused(() => model({ name: "m", query: () => undefined as never })).toThrow("could not be made");
    refused(() =>
      model({ name: "m", query: (_db, ctx) => sql<{ v: string }>`select ${ctx.variable<string>("v")} as v` }),
    ).toThrow('the variable "v" is not given');
    refused(() => model({ name: "m", query: (db: AnyDb) => db.deleteFrom("lake.x") })).toThrow("no select");
    refused(() => model({ name: "m", materialised: "table", query: lake } as never)).toThrow(
      'no field "materialised"',
    );
    refused(() => snapshot({ name: "s", keys: "id", query: lake } as never)).toThrow('no field "keys"');
  });

  test("of tests that test nothing are refused with how to write them", () => {
    const testing = (tests: unknown) => refused(() => model({ name: "m", query: lake, tests } as never));
    testing(unique("id" as never)).toThrow("tests is no list");
    testing([() => true]).toThrow("one of its tests is none");
    testing([(unique as (...columns: string[]) => unknown)()]).toThrow("the test unique lacks");
    testing([acceptedValues("id" as never, [] as never)]).toThrow("the test acceptedValues lacks");
    testing([freshness("at" as never, {})]).toThrow("the test freshness lacks");
    testing([rowCount({})]).toThrow("the test rowCount lacks");
    testing([relationships("id" as never, "orders" as never, "id" as never)]).toThrow(
      "the test relationships lacks",
    );
    refused(() => source()({ name: "raw.x", tests: [(unique as () => never)()] })).toThrow('"raw.x"');
  });

  test("of freshness are named in the largest unit", () => {
    const within = (span: object) =>
      project([model({ name: "m", query: lake, tests: [freshness("at" as never, span)] })]).graph.models[0]
        ?.tests[0]?.name;
    expect(within({ hours: 24 })).toBe("freshness(at within 1 day)");
    expect(within({ hours: 36 })).toBe("freshness(at within 36 hours)");
    expect(within({ hours: 1, minutes: 30 })).toBe("freshness(at within 90 minutes)");
  });
});

describe("selection", () => {
  const { graph } = project(DIAMOND);
  const models = (...selectors: string[]) =>
    [...selected(graph, selectors)].filter((name) => !name.includes(".")).sort();

  test("by name, neighbours, tag, path and pattern", () => {
    expect(models()).toEqual(["a", "alone", "b", "c", "d"]);
    expect(models("b")).toEqual(["b"]);
    expect(models("+b")).toEqual(["a", "b"]);
    expect(models("b+")).toEqual(["b", "d"]);
    expect(models("+c+")).toEqual(["a", "c", "d"]);
    expect(models("b", "c")).toEqual(["b", "c"]);
    expect(models("b,c d")).toEqual(["b", "c", "d"]);
    expect(models("tag:a")).toEqual(["a", "alone"]);
    expect(models("path:models/d.ts")).toEqual(["d"]);
    expect(models("al*")).toEqual(["alone"]);
    expect(models("source:lake.x+")).toEqual(["a", "b", "c", "d"]);
    expect([...selected(graph, ["+d"], ["a"])].sort()).toEqual(["b", "c", "d", "lake.x"]);
    expect(() => selected(graph, ["zzz"])).toThrow('"zzz" names no model');
  });
});

describe("drawings", () => {
  const { graph } = project(DIAMOND);
  test("text", () => {
    expect(textGraph(graph)).toBe(
      [
        "alone (view)",
        "└─ lake.y (source)",
        "d (view)",
        "├─ b (view)",
        "│  └─ a (view)",
        "│     └─ lake.x (source)",
        "└─ c (view)",
        "   └─ a (view) …",
        "",
      ].join("\n"),
    );
  });
  test("Mermaid and SVG name every model and escape what they must", () => {
    const odd = project([reading('a"<b>', "lake.x")]).graph;
    expect(mermaidGraph(odd)).toBe('flowchart LR\n  n0>"lake.x"]\n  n1(["a#34;#60;b#62;"])\n  n0 --> n1\n');
    expect(mermaidGraph(graph, new Set(["d"]))).toBe(
      'flowchart LR\n  n0(["b"])\n  n1(["c"])\n  n2(["d"])\n  n0 --> n2\n  n1 --> n2\n',
    );
    expect(svgGraph(odd)).toContain("a&#34;&#60;b&#62;</text>");
    expect(svgGraph(graph).match(/<rect x=/g)).toHaveLength(7);
    expect(svgGraph(graph).match(/marker-end/g)).toHaveLength(6);
  });
});

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
