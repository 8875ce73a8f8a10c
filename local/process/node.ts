// The Node that runs TypeScript as it is and that Lambda's nodejs22.x runtime is: this one, else the one npm installed.
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Path of a Node 22 or later. */
export function nodeBinary(): string {
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  for (let folder = import.meta.dirname; ; folder = join(folder, "..")) {
    const installed = join(folder, "node_modules", "node", "bin", "node");
    if (existsSync(installed)) return installed;
    if (folder === join(folder, "..")) return process.execPath;
  }
}
