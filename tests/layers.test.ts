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
  "batch-images": ["core/", "handlers/"],
  "glue-jobs": ["core/", "handlers/"],
  modules: [
    "core/api/",
    "core/contract/",
    "core/environment/",
    "core/telemetry/",
    "core/records/",
    "core/registry/artifacts.ts",
    "core/errors.ts",
    "core/release.ts",
  ],
  local: ["core/", "warehouse/"],
  page: ["warehouse/models/render/", "warehouse/models/project/kinds.ts"],
  cli: [
    "core/",
    "warehouse/",
    "handlers/",
    "batch-images/",
    "glue-jobs/",
    "modules/",
    "local/",
    "receive/",
    "page/",
  ],
  release: [
    "modules/",
    "warehouse/kysely/",
    "handlers/build/notices.ts",
    "batch-images/build/",
    "local/index.ts",
    "page/",
    "cli/",
  ],
};

interface Import {
  /** Relative to the checkout, as is what it imports; a package by its name. */
  file: string;
  imports: string;
}

function importsOf(layer: string): Import[] {
  return readdirSync(join(root, layer), { recursive: true, encoding: "utf8" })
    .filter(
      (path) => /\.(tsx?|mjs)$/.test(path) && !/(^|[/\\])(tests|testing|bench)[/\\]|\.test\.ts$/.test(path),
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

/** Circles that may stay, by the files in them, and why. */
const CIRCLES: readonly { files: RegExp; because: string }[] = [];

/**
 * The files of each circle of imports, types included. Two files are in one circle where each reaches the other
 * (Tarjan's strongly connected components).
 */
function circlesAmong(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const number = numbers.size;
    numbers.set(file, number);
    lowest.set(file, number);
    open.push(file);
    for (const imported of graph.get(file) ?? []) {
      const reached = numbers.has(imported)
        ? open.includes(imported)
          ? (numbers.get(imported) as number)
          : number
        : visit(imported);
      lowest.set(file, Math.min(lowest.get(file) as number, reached));
    }
    const low = lowest.get(file) as number;
    if (low === number) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1 || graph.get(file)?.includes(file)) circles.push(circle.sort());
    }
    return low;
  };
  for (const file of graph.keys()) if (!numbers.has(file)) visit(file);
  return circles;
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

test("no file imports itself by way of others, types included", () => {
  const graph = new Map<string, string[]>();
  for (const { file, imports } of Object.keys(LAYERS).flatMap(importsOf))
    graph.set(file, [...(graph.get(file) ?? []), imports]);
  const circles = circlesAmong(graph);
  const allowed = (circle: string[]) => CIRCLES.some(({ files }) => circle.every((file) => files.test(file)));
  expect(circles.filter((circle) => !allowed(circle))).toEqual([]);
  const unused = CIRCLES.filter(
    ({ files }) => !circles.some((circle) => circle.some((file) => files.test(file))),
  );
  expect(unused).toEqual([]);
});

test("a circle is found, of two files and of three, and nothing that is none", () => {
  const graph = new Map([
    ["a", ["b", "c"]],
    ["b", ["a"]],
    ["c", ["d", "package"]],
    ["d", ["e"]],
    ["e", ["c", "f"]],
    ["f", []],
  ]);
  expect(circlesAmong(graph)).toEqual([
    ["c", "d", "e"],
    ["a", "b"],
  ]);
});
