// The module set as commands need it: found, and built first where a checkout's sources have changed.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { HeadraceError } from "../core/errors.ts";
import { type BuiltSet, DIST, filesIn, MODULE_SET, READING, ROOT } from "./module-files.ts";
import { secondsSince } from "./output/format.ts";
import type { Output } from "./output/output.ts";

const isCheckout = (): boolean => existsSync(join(ROOT, "modules", "publish.ts"));

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
  if (isCheckout()) {
    const { rebuild } = await import("./module-build.ts");
    return rebuild(output, { force, signal });
  }
  const start = performance.now();
  if (!existsSync(MODULE_SET)) {
    throw new HeadraceError(
      "modules_missing",
      "This package holds no module set.",
      "Install headrace again, or build it in a checkout with `npm run build`.",
      3,
    );
  }
  return {
    folder: MODULE_SET,
    files: filesIn(MODULE_SET),
    built: false,
    seconds: secondsSince(start),
  };
}
