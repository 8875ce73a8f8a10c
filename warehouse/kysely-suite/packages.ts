// What Kysely's suite itself needs, such as mocha and chai: the checkout's own where they are installed, else from npm.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const NEEDED = [
  "mocha",
  "chai",
  "chai-as-promised",
  "sinon",
  "pathe",
  "prototype-pollution-vulnerable-lodash.merge-dont-upgrade",
];

/** The node_modules that has them, in the versions that the checkout names; a folder under `scratch` where none has. */
export async function installPackages(checkout: string, scratch: string): Promise<string> {
  const own = join(checkout, "node_modules");
  if (NEEDED.every((name) => existsSync(join(own, name)))) return own;
  const { devDependencies } = JSON.parse(await readFile(join(checkout, "package.json"), "utf8"));
  const folder = join(scratch, "packages");
  await mkdir(folder);
  const dependencies = Object.fromEntries(NEEDED.map((name) => [name, devDependencies[name]]));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  const npm = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"];
  await promisify(execFile)("npm", npm, { cwd: folder });
  return join(folder, "node_modules");
}
