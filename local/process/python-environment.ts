// Python environments of our own: one folder per purpose and version, made once per user with pip.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { lastLine, onPath, runTool } from "./tool.ts";

export const systemPython = async (): Promise<string | undefined> =>
  (await onPath("python3")) ?? onPath("python");

/** Where an environment lies: XDG_CACHE_HOME/headrace/PURPOSE/VERSION, else under ~/.cache. */
export const environmentFolder = (purpose: string, version: string): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "headrace", purpose, version);

export const pythonIn = (folder: string): string => join(folder, "bin", "python");

/** Why no environment can be made. */
export class NoPython extends Error {}

/**
 * Makes an environment, or finds that another process has just made it.
 * @param requirement what pip installs
 * @returns its Python
 * @throws NoPython
 */
export async function makeEnvironment(folder: string, requirement: string): Promise<string> {
  const python = await systemPython();
  if (!python) throw new NoPython("there is no python3 on the PATH");
  const recent = await runTool(python, [
    "-c",
    "import sys, venv, ensurepip; print(sys.version_info >= (3, 9))",
  ]);
  if (!recent.ok) throw new NoPython(`${python} lacks the venv module (on Debian: apt install python3-venv)`);
  if (recent.out.trim() !== "True") throw new NoPython(`${python} is older than 3.9`);
  const executable = pythonIn(folder);
  const stale = existsSync(executable);
  await mkdir(dirname(folder), { recursive: true });
  // Made beside its final place and moved there whole: of two that make it at once the first wins.
  const draft = `${folder}.${randomBytes(6).toString("hex")}`;
  try {
    const venv = await runTool(python, ["-m", "venv", draft], { timeout: 120_000 });
    if (!venv.ok) throw new NoPython(`python3 -m venv failed: ${lastLine(venv.out)}`);
    const pip = await runTool(
      pythonIn(draft),
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement],
      { timeout: 1_800_000 },
    );
    if (!pip.ok) throw new NoPython(`pip install '${requirement}' failed: ${lastLine(pip.out)}`);
    // One that was there before and did not start is replaced.
    if (stale) await rm(folder, { recursive: true, force: true });
    await rename(draft, folder).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(executable)) throw new NoPython(`${folder} cannot be written: ${error.message}`);
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return executable;
}
