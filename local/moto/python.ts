// Pythons that may have moto: that of a moto_server on the PATH, else a private one, made once per user with pip.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { access, constants, mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { REQUIREMENT, SERIES } from "./versions.ts";

interface Ran {
  ok: boolean;
  out: string;
}

const run = (file: string, args: string[], timeout = 30_000): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(file, args, { timeout, maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      resolve({ ok: !error, out: error ? `${stdout}${stderr}` || error.message : stdout }),
    );
  });

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (!folder) continue;
    const file = join(folder, name);
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return file;
  }
  return undefined;
}

const systemPython = async (): Promise<string | undefined> => (await onPath("python3")) ?? onPath("python");

/** Where the private environment lies: XDG_CACHE_HOME/headrace/moto/5.2, else under ~/.cache. */
export function venvFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "headrace", "moto", SERIES);
}

/** Why no private environment can be made. */
export class NoPython extends Error {}

/**
 * Pythons in the order in which to try them. Whether one has a fitting moto shows when moto is started by it: asking
 * first would import it twice, which is most of the time that a start takes.
 * @throws NoPython at the end, with the reason, where a private environment cannot be made
 */
export async function* pythons(onProgress: (message: string) => void): AsyncGenerator<string> {
  const server = await onPath("moto_server");
  if (server) {
    // The interpreter that its first line names; behind a version manager's shim, the PATH's own.
    const first = readFileSync(server).subarray(0, 256).toString("latin1").split("\n", 1)[0] ?? "";
    const python = /^#!\s*(\S*python\S*)/.exec(first)?.[1] ?? (await systemPython());
    if (python) yield python;
  }
  const executable = join(venvFolder(), "bin", "python");
  if (existsSync(executable)) yield executable;
  yield await makeVenv(executable, onProgress);
}

/** Makes the private environment, or finds that another process has just made it. */
async function makeVenv(executable: string, onProgress: (message: string) => void): Promise<string> {
  const python = await systemPython();
  if (!python) throw new NoPython("there is no python3 on the PATH");
  const recent = await run(python, ["-c", "import sys, venv, ensurepip; print(sys.version_info >= (3, 9))"]);
  if (!recent.ok) throw new NoPython(`${python} lacks the venv module (on Debian: apt install python3-venv)`);
  if (recent.out.trim() !== "True") throw new NoPython(`${python} is older than 3.9`);

  onProgress(
    "installing moto, the emulated control plane, into a private Python environment (once, about a minute)",
  );
  const folder = venvFolder();
  const stale = existsSync(executable);
  await mkdir(dirname(folder), { recursive: true });
  // Made beside its final place and moved there whole: of two that make it at once the first wins.
  const draft = `${folder}.${randomBytes(6).toString("hex")}`;
  try {
    const venv = await run(python, ["-m", "venv", draft], 120_000);
    if (!venv.ok) throw new NoPython(`python3 -m venv failed: ${lastLine(venv.out)}`);
    const pip = await run(
      join(draft, "bin", "python"),
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", REQUIREMENT],
      900_000,
    );
    if (!pip.ok) throw new NoPython(`pip install '${REQUIREMENT}' failed: ${lastLine(pip.out)}`);
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
