// Tools of the machine: where one is, and what it says.
import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

interface Ran {
  ok: boolean;
  /** What it printed; where it failed, its errors too. */
  out: string;
}

interface RunOptions {
  /** Milliseconds after which it is ended. */
  timeout?: number;
  cwd?: string;
  /** Beside this process's own. */
  env?: Readonly<Record<string, string>>;
}

export const runTool = (
  file: string,
  args: readonly string[],
  { timeout = 30_000, cwd, env = {} }: RunOptions = {},
): Promise<Ran> =>
  new Promise((resolve) => {
    const options = { timeout, cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 24 };
    execFile(file, args, options, (error, stdout, stderr) =>
      resolve({ ok: !error, out: error ? `${stdout}${stderr}` || error.message : stdout }),
    );
  });

export const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

/** The first file of a name that can be run, on the PATH. */
export async function onPath(name: string): Promise<string | undefined> {
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
