// One version for all that is released together, and an entry that says what is in it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { RELEASE_VERSION } from "../core/release.ts";
import { MODULES, ROOT_MODULE } from "../modules/index.ts";
import { moduleFiles } from "../modules/publish.ts";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "..", path), "utf8");

test("package, modules and changelog say the same version", () => {
  expect(JSON.parse(read("package.json")).version).toBe(RELEASE_VERSION);
  expect(JSON.parse(read("package-lock.json")).version).toBe(RELEASE_VERSION);
  expect(read("CHANGELOG.md")).toMatch(new RegExp(`^## ${RELEASE_VERSION.replaceAll(".", "\\.")}( |$)`, "m"));
  const files = moduleFiles();
  for (const definition of [ROOT_MODULE, ...MODULES]) {
    const folder = definition === ROOT_MODULE ? "" : `modules/${definition.name}/`;
    expect(files[`${folder}outputs.tf`]).toMatch(
      new RegExp(`output "module_version" \\{[^}]*value += "${RELEASE_VERSION.replaceAll(".", "\\.")}"`),
    );
  }
});
