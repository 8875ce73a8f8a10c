// docs/api.md says what the routes are, and docs/guide/serving.md what they have alike.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { apiReference } from "../../core/api/reference.ts";
import { OPERATORS } from "../../core/query/filter.ts";

const docs = join(import.meta.dirname, "../../docs");

test("the reference is that of the routes; `npm run docs:api` writes it", () => {
  expect(readFileSync(join(docs, "api.md"), "utf8")).toBe(apiReference());
});

test("the guide has each operator of a condition", () => {
  const guide = readFileSync(join(docs, "guide/serving.md"), "utf8");
  expect(OPERATORS.filter((operator) => !guide.includes(`\`${operator}\``))).toEqual([]);
});
