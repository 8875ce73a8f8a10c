import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { ALLOWED, licences, licencesPage, PAGE } from "./licences.ts";

test("nothing that is installed asks users to open their code", () => {
  expect(licences().length).toBeGreaterThan(100);
  expect(licences().filter(({ licence }) => !ALLOWED.has(licence))).toEqual([]);
});

test("docs/licences.md is what the lock file says; `npm run docs:licences` writes it", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(licencesPage());
});
