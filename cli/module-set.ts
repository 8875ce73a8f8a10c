// The module set: built when its sources changed, and found where it lies.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { HeadraceError } from "../core/errors.ts";
import { takeLock } from "../local/daemon/lock.ts";
import { seconds, secondsSince } from "./output/format.ts";
import type { Output } from "./output/output.ts";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
/** Where the set lies: the pipeline module at its root, the others under modules/. */
export const MODULE_SET = join(DIST, "terraform-aws-headrace");
const STAMP = join(DIST, "terraform-aws-headrace.json");
const SOURCES = ["core", "handlers", "modules", "LICENSE", "package-lock.json"];

export interface BuiltFile {
  /** Relative to the set. */
  path: string;
  bytes: number;
}

export interface BuiltSet {
  folder: string;
  files: BuiltFile[];
  /** False where it was there already, made from the same sources. */
  built: boolean;
  seconds: number;
}

interface Stamp {
  sources: string;
  files: BuiltFile[];
}

/** Builds the set where the root in `dir` calls it and its sources have changed. */
export async function buildModulesFor(dir: string, output: Output): Promise<void> {
  const calls = readdirSync(dir)
    .filter((name) => /\.tf(\.json)?$/.test(name))
    .some((name) => readFileSync(join(dir, name), "utf8").includes(basename(MODULE_SET)));
  if (calls) await buildModules(output);
}

/** Builds the set unless it is there and its sources are unchanged. Outside a checkout it comes with the package. */
export async function buildModules(output: Output, { force = false } = {}): Promise<BuiltSet> {
  const start = performance.now();
  const done = (files: BuiltFile[], built: boolean): BuiltSet => ({
    folder: MODULE_SET,
    files,
    built,
    seconds: secondsSince(start),
  });
  if (!existsSync(join(ROOT, "modules", "publish.ts"))) {
    if (existsSync(MODULE_SET)) return done(filesIn(MODULE_SET), false);
    throw new HeadraceError(
      "modules_missing",
      "This package holds no module set.",
      "Install headrace again, or build it in a checkout with `npm run build`.",
      3,
    );
  }
  const sources = digestOf(SOURCES.map((name) => join(ROOT, name)));
  const madeOfThese = (): Stamp | undefined => {
    const stamp = readStamp();
    return stamp?.sources === sources && intact(stamp) ? stamp : undefined;
  };
  const before = force ? undefined : madeOfThese();
  if (before) return done(before.files, false);

  const ticker = setInterval(() => output.progress.update("building the modules"), 250);
  // Built beside and put in place at once: another command may be reading the set.
  const fresh = join(DIST, `.building-${process.pid}`);
  await mkdir(DIST, { recursive: true });
  const unlock = await takeLock(join(DIST, "terraform-aws-headrace.lock"), "building the modules");
  try {
    // Who waited finds what the other has built.
    const meanwhile = force ? undefined : madeOfThese();
    if (meanwhile) return done(meanwhile.files, false);
    const { buildArtifacts } = await import("../handlers/build/index.ts");
    const { publishModules } = await import("../modules/publish.ts");
    await mkdir(fresh, { recursive: true });
    await buildArtifacts(join(fresh, "artifacts"));
    await publishModules(join(fresh, "set"), join(fresh, "artifacts"));
    const files = filesIn(join(fresh, "set"));
    await rm(STAMP, { force: true });
    await rm(MODULE_SET, { recursive: true, force: true });
    await rename(join(fresh, "set"), MODULE_SET);
    await writeFile(STAMP, `${JSON.stringify({ sources, files } satisfies Stamp)}\n`);
    output.progress.done(`modules built (${seconds(secondsSince(start))})`);
    return done(files, true);
  } finally {
    clearInterval(ticker);
    output.progress.clear();
    await rm(fresh, { recursive: true, force: true });
    await unlock();
  }
}

function readStamp(): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(STAMP, "utf8")) as Stamp;
  } catch {
    return undefined;
  }
}

const intact = ({ files }: Stamp): boolean =>
  files.every(
    ({ path, bytes }) => statSync(join(MODULE_SET, path), { throwIfNoEntry: false })?.size === bytes,
  );

function filesIn(folder: string): BuiltFile[] {
  return walk(folder).map((path) => ({
    path: relative(folder, path).replaceAll("\\", "/"),
    bytes: statSync(path).size,
  }));
}

/** SHA-256 over the names and contents of what is built from; tests are not. */
function digestOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(walk)) {
    if (path.endsWith(".test.ts")) continue;
    hash.update(`${relative(ROOT, path)}\0`);
    hash.update(createHash("sha256").update(readFileSync(path)).digest());
  }
  return hash.digest("hex");
}

/** The files at or below `path`, in the order of their names. */
function walk(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => walk(join(path, name)));
}
