// Tools that are Python packages: on the PATH, or installed by pip into an environment that is kept between runs.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

export interface Ran {
  code: number;
  output: string;
}

export const run = (file: string, args: readonly string[], cwd?: string): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(file, [...args], { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) || 1 : 0, output: `${stdout}${stderr}` }),
    );
  });

/** @param requirement of pip, such as `cfn-lint==1.51.0`. @returns the tool's path */
export async function pythonTool(name: string, requirement: string): Promise<string> {
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  const found = onPath.find((path) => existsSync(path));
  if (found && (await run(found, ["--version"])).code === 0) return found;
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "headrace", "tools", requirement);
  const tool = join(folder, "bin", name);
  if (existsSync(tool)) return tool;
  mkdirSync(folder, { recursive: true });
  for (const [program, ...args] of [
    ["python3", "-m", "venv", folder],
    [join(folder, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", requirement],
  ] as const) {
    const { code, output } = await run(program, args);
    if (code !== 0) throw new Error(`${requirement} cannot be installed: ${output}`);
  }
  return tool;
}
