// Finds a Python that has moto, or makes a private one: a venv per user, made once and shared by all state folders.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { access, constants, mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { accepted, REQUIREMENT } from "./versions.ts";

/** The folder of serve.py and of the mends that are made inside moto. */
export const SERVER_FOLDER = join(import.meta.dirname, "server");

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

/** Whether this Python has a moto of the right version, on which the mends of the server's folder can be made. */
async function hasMoto(python: string): Promise<boolean> {
  const asked = await run(python, [join(SERVER_FOLDER, "serve.py"), "--check"]);
  return asked.ok && accepted(asked.out.trim());
}

/** The interpreter that a moto_server on the PATH runs by: the one its first line names, else the PATH's own. */
async function pythonOfMotoServer(): Promise<string | undefined> {
  const server = await onPath("moto_server");
  if (!server) return undefined;
  const first = readFileSync(server).subarray(0, 256).toString("latin1").split("\n", 1)[0] ?? "";
  const named = /^#!\s*(\S*python\S*)/.exec(first)?.[1];
  for (const python of [named, await onPath("python3"), await onPath("python")]) {
    if (python && (await hasMoto(python))) return python;
  }
  return undefined;
}

/** Where the private venv lies: XDG_CACHE_HOME/headrace/moto, else ~/.cache/headrace/moto. */
export function venvFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "headrace", "moto", "5.2");
}

/** Why no Python could serve: one line per way that was tried. */
export class NoPython extends Error {}

/**
 * An interpreter that has moto with its server.
 * @throws NoPython with the reason, where there is none and none can be made
 */
export async function pythonWithMoto(onProgress: (message: string) => void): Promise<string> {
  const found = await pythonOfMotoServer();
  if (found) return found;

  const folder = venvFolder();
  const made = join(folder, "bin", "python");
  if (existsSync(made) && (await hasMoto(made))) return made;

  const python = (await onPath("python3")) ?? (await onPath("python"));
  if (!python) throw new NoPython("there is no python3 on the PATH");
  const recent = await run(python, ["-c", "import sys, venv, ensurepip; print(sys.version_info >= (3, 9))"]);
  if (!recent.ok) throw new NoPython(`${python} lacks the venv module (on Debian: apt install python3-venv)`);
  if (recent.out.trim() !== "True") throw new NoPython(`${python} is older than 3.9`);

  onProgress(
    "installing moto, the emulated control plane, into a private Python environment (once, about a minute)",
  );
  // Made beside its final place and moved there whole: two at once each make one, and the later finds the first's.
  await mkdir(join(folder, ".."), { recursive: true });
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
    if (existsSync(made) && !(await hasMoto(made))) await rm(folder, { recursive: true, force: true });
    await rename(draft, folder).catch(() => undefined);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  if (!(await hasMoto(made))) throw new NoPython(`the moto installed in ${folder} does not start`);
  return made;
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
