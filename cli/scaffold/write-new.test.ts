// A set of new files is there whole, or not at all.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { writeNew } from "./write-new.ts";

const folder = mkdtempSync(join(tmpdir(), "headrace-new-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("what was written goes again where a later file cannot be, and what was there stays", () => {
  const [one, two, three] = ["one", "two", "three"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(two, "somebody's");
  const files = (...paths: string[]) => new Map(paths.map((path) => [path, `of ${path}`]));
  expect(() => writeNew(files(one, two, three))).toThrow("EEXIST");
  expect([readdirSync(folder), readFileSync(two, "utf8")]).toEqual([["two"], "somebody's"]);
  writeNew(files(one, three));
  expect(readFileSync(three, "utf8")).toBe(`of ${three}`);
});
