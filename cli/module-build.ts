// Builds the module set, unless it is there and made from the sources as they are. Only a checkout has what it takes.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { takeLock } from "../local/daemon/lock.ts";
import { type BuiltFile, type BuiltSet, DIST, filesIn, MODULE_SET, READING } from "./module-files.ts";
import { moduleSources, type Sources, unchanged } from "./module-sources.ts";
import { seconds, secondsSince } from "./output/format.ts";
import type { Output } from "./output/output.ts";

const STAMP = join(DIST, "terraform-aws-headrace.json");
const BUILDING = join(DIST, "building.mutex");

interface Stamp {
  sources: Sources;
  files: BuiltFile[];
}

export async function rebuild(
  output: Output,
  { force, signal }: { force: boolean; signal: AbortSignal | undefined },
): Promise<BuiltSet> {
  const start = performance.now();
  const done = (files: BuiltFile[], built: boolean): BuiltSet => ({
    folder: MODULE_SET,
    files,
    built,
    seconds: secondsSince(start),
  });
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
    const { writeImageDigests } = await import("../batch-images/build/digests.ts");
    const { buildGlueJob } = await import("../glue-jobs/build/wheels.ts");
    const { publishModules } = await import("../modules/publish.ts");
    await mkdir(fresh, { recursive: true });
    await buildArtifacts(join(fresh, "artifacts"));
    await writeImageDigests(join(fresh, "artifacts"));
    await buildGlueJob(join(fresh, "artifacts"));
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
