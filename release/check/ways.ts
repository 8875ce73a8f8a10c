// The other ways that the command comes onto a machine: by npx, for all projects of a machine, linked, and by yarn.
import { join } from "node:path";
import { checkLight } from "./command.ts";
import type { Project } from "./project.ts";

/** npm's own folder of what is installed for all projects, within the project's. */
const PREFIX = "machine";
const global = (project: Project): string => join(project.folder, PREFIX);

/** `npx headrace` where nothing is installed. */
export async function checkNpx(project: Project, tarball: string): Promise<void> {
  const npx = ["npx", "--yes", "--package", tarball, "headrace"] as const;
  await project.expect([...npx, "--help"], { shows: /headrace check/ });
  await project.expect([...npx, "check", "shop", "--import", "orders=orders.csv"], {
    shows: /orders +1 +2 +2 +0/,
  });
}

/** `npm install -g headrace`, and `npm link headrace` in a project. */
export async function checkGlobal(project: Project, tarball: string): Promise<void> {
  const prefix = ["--prefix", global(project)] as const;
  await project.expect(["npm", "install", "-g", ...prefix, "--no-audit", "--no-fund", tarball]);
  const headrace = join(global(project), "bin", "headrace");
  await project.expect([headrace, "check", "shop", "--import", "orders=orders.csv"], {
    shows: /orders +1 +2 +2 +0/,
  });
  // What models import of headrace is that of the command.
  await project.expect([headrace, "models", "compile", "shop"], { shows: /sum\("amount"\)/ });
  // npm link reads the machine's folder from the settings alone.
  process.env.npm_config_prefix = global(project);
  try {
    await project.expect(["npm", "link", "--no-audit", "--no-fund", "headrace"]);
  } finally {
    delete process.env.npm_config_prefix;
  }
  await checkLight(project);
}

export const YARN_FILES = {
  ".yarnrc.yml": "nodeLinker: node-modules\nenableTelemetry: false\n",
  "yarn.lock": "",
};

/** @param yarn its JavaScript */
export async function checkYarn(project: Project, yarn: string, tarball: string): Promise<void> {
  await project.expect(["node", yarn, "add", `headrace@file:${tarball}`]);
  await checkLight(project);
}
