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

/** Whom this machine trusts, what runs for the local AWS trusts too: a proxy's authority, a login provider of one's own. */
export const trusted = (): Record<string, string> => {
  const { NODE_EXTRA_CA_CERTS } = process.env;
  return NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS } : {};
};
