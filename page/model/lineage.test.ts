// What comes before and after a model, and how it stands.
import { expect, test } from "@jest/globals";
import { lineageOf, standingOf } from "./lineage.ts";
import type { Model } from "./page.ts";

const model = (name: string, ...reads: string[]): Model => ({
  name,
  reads,
  kind: "view",
  path: "",
  place: "",
  tags: [],
  sql: "",
  tests: [],
});

test("all that a model comes from, and all that comes of it, however far and by however many ways", () => {
  const models = [
    model("a", "lake.x"),
    model("b", "a"),
    model("c", "a", "b"),
    model("d", "c"),
    model("e", "lake.y"),
  ];
  expect(lineageOf(models, "b")).toEqual({ up: new Set(["a", "lake.x"]), down: new Set(["c", "d"]) });
  expect(lineageOf(models, "lake.x").down).toEqual(new Set(["a", "b", "c", "d"]));
  expect(lineageOf(models, "e").down).toEqual(new Set());
});

test("a model that reads itself is none of its own ancestors", () => {
  expect(lineageOf([model("a", "a", "lake.x")], "a")).toEqual({ up: new Set(["lake.x"]), down: new Set() });
});

test("a failed test weighs more than a build that went well, a warning less than a failure", () => {
  const built = { state: "built", at: "2026-01-01T00:00:00Z" };
  const tested = (...states: Model["tests"][number]["state"][]) =>
    states.map((state, at) => ({ name: `${at}`, state }));
  expect(standingOf({ last: built, tests: tested("passed", "failed", "warned") })).toBe("bad");
  expect(standingOf({ last: built, tests: tested("passed", "warned") })).toBe("warn");
  expect(standingOf({ last: built, tests: tested("passed") })).toBe("good");
  expect(standingOf({ last: { ...built, state: "failed" }, tests: [] })).toBe("bad");
  expect(standingOf({ last: undefined, tests: tested("unknown") })).toBe("unknown");
});
