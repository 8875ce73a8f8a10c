// What Lambda's Node runtime brings beside a function's own code: the AWS SDK, as far as it is installed here.
import { existsSync } from "node:fs";
import { mkdir, readdir, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const SCOPES = ["@aws-sdk", "@smithy"];

/**
 * Makes a node_modules folder in `folder` with the AWS SDK, and with nothing else of ours. Each package is linked by itself:
 * npm lays them beside each other, pnpm beside those that depend on them.
 */
export async function runtimeModules(folder: string): Promise<string> {
  const modules = join(folder, "node_modules");
  for (const scope of SCOPES) {
    await mkdir(join(modules, scope), { recursive: true });
    // The nearest first, as Node looks.
    const places = (createRequire(import.meta.url).resolve.paths(scope) ?? [])
      .map((place) => join(place, scope))
      .filter((place) => existsSync(place));
    for (const place of places)
      for (const name of await readdir(place))
        if (!existsSync(join(modules, scope, name)))
          await symlink(join(place, name), join(modules, scope, name));
  }
  return modules;
}
