// Pythons that may have moto: that of a moto_server on the PATH, else a private one, made once per user with pip.
import { existsSync, readFileSync } from "node:fs";
import { environmentFolder, makeEnvironment, pythonIn, systemPython } from "../process/python-environment.ts";
import { onPath } from "../process/tool.ts";
import { REQUIREMENT, SERIES } from "./versions.ts";

export { NoPython } from "../process/python-environment.ts";

export const venvFolder = (): string => environmentFolder("moto", SERIES);

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
  const executable = pythonIn(venvFolder());
  if (existsSync(executable)) yield executable;
  onProgress(
    "installing moto, the emulated control plane, into a private Python environment (once, about a minute)",
  );
  yield await makeEnvironment(venvFolder(), REQUIREMENT);
}
