// What a root's configuration files say, and what we put beside them in the working copy.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../output/progress.ts";
import { makeRootFiles, rootFiles } from "./root-files.ts";
import { EARLIER_OVERRIDE } from "./working-copy.ts";

/** Sorted behind every other override file, so that it has the last word. */
const OVERRIDE = "~headrace_override.tf.json";

/** Lets a folder without *.tf files be applied to the local AWS in `localFolder`, with `mainTf` as its main.tf. */
export function provideRoot(dir: string, localFolder: string, mainTf: () => string): boolean {
  if (configurationFiles(dir).length > 0) return false;
  const files = rootFiles(dir, localFolder);
  makeRootFiles(files);
  writeFileSync(files.standIn, mainTf());
  return true;
}

/** A version before this one wrote into the user's folder, and left it there where it was killed. */
export function warnOfOverride(dir: string, progress: Progress): void {
  if (existsSync(join(dir, EARLIER_OVERRIDE)))
    progress.say(
      `${join(dir, EARLIER_OVERRIDE)} is what an earlier version of headrace has left: remove it, or a plain terraform init there takes the local backend.`,
    );
}

export const configurationFiles = (dir: string): string[] =>
  existsSync(dir)
    ? readdirSync(dir).filter((name) => /\.tf(\.json)?$/.test(name) && name !== EARLIER_OVERRIDE)
    : [];

/** Whether it names a backend or HCP Terraform. */
export function namesBackend(dir: string): boolean {
  return configurationFiles(dir).some((name) => {
    const text = readFileSync(join(dir, name), "utf8");
    return name.endsWith(".json")
      ? /"(backend|cloud)"\s*:/.test(text)
      : /^\s*(backend\s+"|cloud\s*\{)/m.test(text);
  });
}

/** File and text that let the state lie at `path`, whatever the root says. */
export const backendOverride = (path: string): Record<string, string> => ({
  [OVERRIDE]: `${JSON.stringify({ terraform: { backend: { local: { path } } } })}\n`,
});
