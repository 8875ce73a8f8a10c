// What the package carries of others' packages: what is imported, by every way of importing, and nothing that stays a dependency.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { nodeBinary } from "../local/process/node.ts";
import { vendor } from "./vendor.ts";

const SCRIPT = `import pc from "picocolors";
import { parse as read, stringify } from "yaml";
import * as z from "zod";
import { Kysely } from "kysely";
import { join } from "node:path";
export { isMap } from "yaml";
const iconv = await import("iconv-lite").then((all) => all.default);
const { ZipFile } = await import("yazl");
const colors = pc.createColors(false);
process.stdout.write(JSON.stringify([colors.bold("b"), read("a: 1"), stringify([1]), z.string().parse("x"), typeof ZipFile, join("a", "b"), iconv.encodingExists("latin1")]));
export const kept = Kysely;
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "headrace-vendor-"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "script.js"), SCRIPT);
  await vendor(folder, ["script.js"]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("what is imported runs without the packages, what stays a dependency is imported as before", () => {
  const text = readFileSync(join(folder, "script.js"), "utf8");
  expect(text).toContain('import { Kysely } from "kysely";');
  expect(text).toContain('import { join } from "node:path";');
  const packages = [...text.matchAll(/(?:from |import\()"([^"]+)"/g)].map(([, name]) => name);
  expect(packages).toEqual([
    "./vendor/picocolors.js",
    "./vendor/yaml.js",
    "./vendor/zod.js",
    "kysely",
    "node:path",
    "./vendor/yaml.js",
    "./vendor/iconv-lite.js",
    "./vendor/yazl.js",
  ]);
  writeFileSync(join(folder, "script.js"), text.replace(/.*kysely.*\n/, "").replace(/.*kept.*\n/, ""));
  const printed = execFileSync(nodeBinary(), [join(folder, "script.js")], { encoding: "utf8" });
  expect(JSON.parse(printed)).toEqual(["b", { a: 1 }, "- 1\n", "x", "function", "a/b", true]);
});

test("only what is imported comes along, with its licence", () => {
  expect(readFileSync(join(folder, "vendor", "yaml.js"), "utf8")).not.toContain("as stringifyString");
  const notices = readFileSync(join(folder, "vendor", "THIRD_PARTY_NOTICES"), "utf8");
  for (const name of ["picocolors", "yaml", "zod", "yazl", "buffer-crc32"])
    expect(notices).toContain(`\n${name} `);
  expect(notices).not.toContain("\nkysely ");
  expect(readdirSync(join(folder, "vendor")).sort()).toEqual(
    expect.arrayContaining(["THIRD_PARTY_NOTICES", "picocolors.js", "yaml.js", "yazl.js", "zod.js"]),
  );
});
