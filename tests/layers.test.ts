// What imports what: the layers of docs/architecture.md. Tests may reach further, since they need something to run on.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "@jest/globals";

const root = join(import.meta.dirname, "..");

const LAYERS: Record<string, readonly string[]> = {
  core: [],
  receive: [],
  warehouse: ["core/"],
  handlers: ["core/", "warehouse/"],
  modules: ["core/contract/", "core/environment/", "core/records/", "core/errors.ts"],
  local: ["core/", "warehouse/"],
  cli: ["core/", "warehouse/", "handlers/", "modules/", "local/"],
};

interface Import {
  /** Relative to the checkout, as is what it imports; a package by its name. */
  file: string;
  imports: string;
}

function importsOf(layer: string): Import[] {
  return readdirSync(join(root, layer), { recursive: true, encoding: "utf8" })
    .filter(
      (path) => /\.(ts|mjs)$/.test(path) && !/(^|[/\\])(tests|testing|bench)[/\\]|\.test\.ts$/.test(path),
    )
    .flatMap((path) => {
      const file = join(root, layer, path);
      const found = readFileSync(file, "utf8").matchAll(/(?:\bfrom|^import|\bimport\() ?"([^"\n]+)"/gm);
      return [...found].map(([, name = ""]) => ({
        file: relative(root, file),
        imports: name.startsWith(".") ? relative(root, join(dirname(file), name)) : name,
      }));
    });
}

test.each(Object.entries(LAYERS))("%s imports of others what it may", (layer, allowed) => {
  const found = importsOf(layer);
  expect(found.length).toBeGreaterThan(10);
  const layers = Object.keys(LAYERS).map((name) => `${name}/`);
  const strays = found.filter(
    ({ imports }) =>
      layers.some((other) => imports.startsWith(other)) &&
      ![`${layer}/`, ...allowed].some((own) => imports.startsWith(own)),
  );
  expect(strays).toEqual([]);
});

test("what consumers import needs nothing but Node", () => {
  const packages = importsOf("receive").filter(
    ({ imports }) => !imports.startsWith("receive/") && !imports.startsWith("node:"),
  );
  expect(packages).toEqual([]);
});

test("cdktf itself is imported in one place", () => {
  const importers = importsOf("modules").filter(({ imports }) => /^(cdktf|constructs)$/.test(imports));
  expect([...new Set(importers.map(({ file }) => file))]).toEqual(["modules/kit/cdktf.ts"]);
});
