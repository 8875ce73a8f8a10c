// The module set: built when its sources changed, and found where it lies.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { HeadraceError } from "../core/errors.ts";
import { takeLock } from "../local/daemon/lock.ts";
import { moduleSources, type Sources, unchanged } from "./module-sources.ts";
import { seconds, secondsSince } from "./output/format.ts";
import type { Output } from "./output/output.ts";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
/** Where the set lies: the pipeline module at its root, the others under modules/. */
export const MODULE_SET = join(DIST, "terraform-aws-headrace");
const STAMP = join(DIST, "terraform-aws-headrace.json");
/** Shared by whoever reads the set, and held alone while another takes its place. */
const READING = join(DIST, "terraform-aws-headrace.mutex");
const BUILDING = join(DIST, "building.mutex");
const isCheckout = (): boolean => existsSync(join(ROOT, "modules", "publish.ts"));

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
  sources: Sources;
  files: BuiltFile[];
}

/** The lock file that who reads the set shares; none where nothing ever takes its place, as in an installed package. */
export function readingModules(): string | undefined {
  if (!isCheckout()) return undefined;
  mkdirSync(DIST, { recursive: true });
  return READING;
}

/** Whether the root in `dir` names a module set as one that is built here. */
export const callsModules = (dir: string): boolean =>
  readdirSync(dir)
    .filter((name) => /\.tf(\.json)?$/.test(name))
    .some((name) => readFileSync(join(dir, name), "utf8").includes(basename(MODULE_SET)));

/** Builds the set where the root in `dir` calls it and its sources have changed. */
export async function buildModulesFor(dir: string, output: Output, signal: AbortSignal): Promise<void> {
  if (callsModules(dir)) await buildModules(output, { signal });
}

/** Builds the set unless it is there and its sources are unchanged. Outside a checkout it comes with the package. */
export async function buildModules(
  output: Output,
  { force = false, signal }: { force?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<BuiltSet> {
  const start = performance.now();
  const done = (files: BuiltFile[], built: boolean): BuiltSet => ({
    folder: MODULE_SET,
    files,
    built,
    seconds: secondsSince(start),
  });
  if (!isCheckout()) {
    if (existsSync(MODULE_SET)) return done(filesIn(MODULE_SET), false);
    throw new HeadraceError(
      "modules_missing",
      "This package holds no module set.",
      "Install headrace again, or build it in a checkout with `npm run build`.",
      3,
    );
  }
  const madeOfThese = (): Stamp | undefined => {
    const stamp = readStamp();
    return stamp && unchanged(stamp.sources) && intact(stamp) ? stamp : undefined;
  };
  const before = force ? undefined : madeOfThese();
  if (before) return done(before.files, false);

  let doing = "building the modules";
  const ticker = setInterval(() => output.progress.update(doing), 250);
  const onWait = (): void => {
    doing = "waiting: another command works with the modules";
    output.progress.say(doing);
  };
  await mkdir(DIST, { recursive: true });
  const unlock = await takeLock(BUILDING, doing, { signal, onWait });
  // Built beside and put in place at once, when no other command reads what is there.
  const fresh = join(DIST, `.building-${process.pid}`);
  try {
    // Who waited finds what the other has built.
    const meanwhile = force ? undefined : madeOfThese();
    if (meanwhile) return done(meanwhile.files, false);
    await removeLeft();
    // Taken before the build: an edit during it is one that the next command sees.
    const sources = await moduleSources();
    const { buildArtifacts } = await import("../handlers/build/index.ts");
    const { publishModules } = await import("../modules/publish.ts");
    await mkdir(fresh, { recursive: true });
    const { writeImageDigests } = await import("../batch-images/build/digests.ts");
    await buildArtifacts(join(fresh, "artifacts"));
    await writeImageDigests(join(fresh, "artifacts"));
    await publishModules(join(fresh, "set"), join(fresh, "artifacts"));
    const files = filesIn(join(fresh, "set"));
    const unread = await takeLock(READING, "working with the modules", { signal, onWait });
    try {
      await rm(STAMP, { force: true });
      await rm(MODULE_SET, { recursive: true, force: true });
      await rename(join(fresh, "set"), MODULE_SET);
      await writeFile(STAMP, `${JSON.stringify({ sources, files } satisfies Stamp)}\n`);
    } finally {
      await unread();
    }
    output.progress.done(`modules built (${seconds(secondsSince(start))})`);
    return done(files, true);
  } finally {
    clearInterval(ticker);
    output.progress.clear();
    await rm(fresh, { recursive: true, force: true });
    await unlock();
  }
}

/** What builds that were killed have left. */
async function removeLeft(): Promise<void> {
  for (const name of readdirSync(DIST))
    if (name.startsWith(".building-")) await rm(join(DIST, name), { recursive: true, force: true });
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

/** The files at or below `path`, in the order of their names. */
function walk(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => walk(join(path, name)));
}
