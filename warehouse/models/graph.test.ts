// The DAG: what reads what, cycles, unknown names, selection, drawings, exports.
import { describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { incremental, type ModelContext, model, source } from "./index.ts";
import { checkExports, mermaidGraph, selected, svgGraph, textGraph } from "./project.ts";
import { project } from "./testing/projects.ts";
import { type AnyDb, reading } from "./testing/reading.ts";

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
    expect(models("b c d")).toEqual(["b", "c", "d"]);
    expect(models("tag:a")).toEqual(["a", "alone"]);
    expect(models("path:models/d.ts")).toEqual(["d"]);
    expect(models("al*")).toEqual(["alone"]);
    expect(models("source:lake.x+")).toEqual(["a", "b", "c", "d"]);
    expect([...selected(graph, ["+d"], ["a"])].sort()).toEqual(["b", "c", "d", "lake.x"]);
    expect(() => selected(graph, ["zzz"])).toThrow('"zzz" names no model');
  });

  test("a blank takes together, a comma takes what is in each", () => {
    expect(models("b+,c+")).toEqual(["d"]);
    expect(models("+d,tag:a")).toEqual(["a"]);
    expect(models("+d,tag:a alone")).toEqual(["a", "alone"]);
    expect(models("+b,a+,b")).toEqual(["b"]);
    expect([...selected(graph, ["+d"], ["+d,tag:a"])].sort()).toEqual(["b", "c", "d", "lake.x"]);
  });

  test.each([
    ["b,c", 'no model is in all of "b,c", whose comma means "and"'],
    ["b,", '"b," has a comma with no selection beside it'],
    ["+d,zzz", 'the selection "zzz" names no model'],
    ["config:x", 'the selection "config:x" is by "config:", which is unknown'],
    ["+tags:a", 'the selection "tags:a" is by "tags:", which is unknown'],
    ["tag:zzz", 'the selection "tag:zzz" names no model'],
  ])("%s is refused", (selector, message) => {
    const refused = () => selected(graph, [selector]);
    expect(refused).toThrow(message);
    expect(refused).toThrow(
      expect.objectContaining({
        exitCode: 2,
        fix: "models are: a, alone, b, c, d; or select by tag:x, path:x, source:x",
      }),
    );
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
