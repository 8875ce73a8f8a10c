// The page of costs is what the lists and the modules say.
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { MODULES } from "../index.ts";
import { COST_PAGE, costPage } from "./page.ts";
import { USES } from "./usage.ts";

test("docs/guide/cost.md is what the modules and the prices say; `npm run docs:cost` writes it", () => {
  expect(readFileSync(COST_PAGE, "utf8")).toBe(costPage());
});

test("whose use is told is a module", () => {
  const modules = MODULES.map(({ name }) => name);
  expect(Object.keys(USES).filter((name) => !modules.includes(name))).toEqual([]);
});
