// The reference is that of the commands as they are.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { COMMANDS } from "../commands/index.ts";
import { ROOT } from "../module-files.ts";
import { describeAll, wordKind } from "./commands.ts";
import { REFERENCE, referenceFiles } from "./write.ts";

test("docs/reference and headrace.schema.json are current; `npm run docs:commands` writes them", async () => {
  const files = await referenceFiles();
  for (const [path, text] of files)
    expect([path, readFileSync(join(ROOT, path), "utf8")]).toEqual([path, text]);
  const pages = readdirSync(join(ROOT, REFERENCE, "commands")).map((name) => `${REFERENCE}/commands/${name}`);
  expect(pages.filter((path) => !files.has(path))).toEqual([]);
});

test("each command's definition is of that command, and says all of it", async () => {
  for (const { name, signatures } of await describeAll(COMMANDS)) {
    expect(signatures.length).toBeGreaterThan(0);
    for (const { command, summary, options } of signatures) {
      expect(command.split(" ")[0]).toBe(name);
      expect(summary).toMatch(/\.$|"$|\)$/);
      for (const { description } of Object.values(options)) expect(description).not.toBe("");
    }
  }
});

test("a word's kind is in its name", () => {
  expect(["DIR", "[FILE…]", "athena|redshift", "get", "SQL", "DATASET=FILE"].map(wordKind)).toEqual([
    { kind: "folder" },
    { kind: "file" },
    { kind: "choices", choices: ["athena", "redshift"] },
    { kind: "choices", choices: ["get"] },
    { kind: "other" },
    { kind: "other" },
  ]);
});
