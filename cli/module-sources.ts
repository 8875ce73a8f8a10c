// What the module set is made of: not by a list, which forgets, but by what the bundler and the modules' build read.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { examplePaths } from "../modules/examples.ts";

const ROOT = join(import.meta.dirname, "..");
/** Read by the build as they are; the lock file stands for all packages. */
const READ = ["LICENSE", "package.json", "package-lock.json", "tsconfig.json"];
/** The code that builds: what it imports makes the modules' text. */
const BUILDERS = [
  "handlers/build/index.ts",
  "batch-images/build/digests.ts",
  "glue-jobs/build/wheels.ts",
  "modules/publish.ts",
];

/** Path in the checkout → hex SHA-256. */
export type Sources = { [path: string]: string };

/** Every file that a build of now would read. */
export async function moduleSources(): Promise<Sources> {
  const { HANDLERS } = await import("../handlers/build/index.ts");
  const { bundleInputs, handlerInputs } = await import("../handlers/build/bundle.ts");
  const { IMAGES, entryOf } = await import("../batch-images/build/images.ts");
  const { ENTRY } = await import("../glue-jobs/build/wheels.ts");
  const read = await Promise.all([
    ...HANDLERS.map(handlerInputs),
    ...IMAGES.map((image) => bundleInputs(entryOf(image))),
    bundleInputs(ENTRY),
    builderInputs(),
  ]);
  const own = read.flat().filter((path) => !path.split("/").includes("node_modules"));
  return digests([...own, ...own.flatMap(dataBeside), ...READ, ...exampleSources()]);
}

/** Whether a build of now would read what the one before read. */
export function unchanged(before: Sources): boolean {
  // What is new is read because a file that was there has changed, but for the examples: all that lie there are published.
  const now = digests([...Object.keys(before), ...exampleSources()]);
  return Object.keys(now).every((path) => now[path] === before[path]);
}

async function builderInputs(): Promise<string[]> {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: BUILDERS,
    outdir: "dist",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs);
}

/** Data files beside a source, which it may read when it is loaded. */
const dataBeside = (path: string): string[] =>
  readdirSync(join(ROOT, dirname(path)), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(ts|mjs|js|md)$/.test(entry.name))
    .map(({ name }) => join(dirname(path), name));

const exampleSources = (): string[] => examplePaths().map((path) => join("examples", path));

/** A file that is gone has no digest of any content. */
const digests = (paths: readonly string[]): Sources =>
  Object.fromEntries([...new Set(paths)].sort().map((path) => [path, digestOf(join(ROOT, path))]));

function digestOf(path: string): string {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return "missing";
  }
}
