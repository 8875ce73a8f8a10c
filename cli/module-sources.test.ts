// Whether a module set is stale is decided by what its build read.
import { expect, test } from "@jest/globals";
import { moduleSources, unchanged } from "./module-sources.ts";

test("all that is read counts, wherever it lies, and nothing else", async () => {
  const sources = await moduleSources();
  for (const path of [
    "core/engine/import-file.ts",
    "core/environment/engine-process.json",
    "examples/complete/main.tf",
    "handlers/stage/index.ts",
    "handlers/build/bundle.ts",
    "modules/pipeline/index.ts",
    "modules/kit/cdktf.ts",
    "warehouse/models/run/runner.ts",
    "warehouse/kysely/index.ts",
    "package-lock.json",
    "LICENSE",
  ])
    expect(sources).toHaveProperty([path], expect.stringMatching(/^[0-9a-f]{64}$/));
  expect(
    Object.keys(sources).filter((path) => /\.test\.ts$|^(cli|local|tests|docs|node_modules)\//.test(path)),
  ).toEqual([]);
  expect(unchanged(sources)).toBe(true);
  for (const path of ["warehouse/models/run/runner.ts", "examples/complete/main.tf"])
    expect(unchanged({ ...sources, [path]: "another" })).toBe(false);
  // An example that was not there is published; a source that is gone is missed.
  const { "examples/complete/main.tf": _new, ...without } = sources;
  expect(unchanged(without)).toBe(false);
  expect(unchanged({ ...sources, "core/gone.ts": "0123" })).toBe(false);
}, 60_000);
