// TypeScript → JavaScript with declarations and source maps, in the folders of the checkout, since Node strips no types
// under node_modules. What names other files by `import.meta.dirname` finds them as it does in the checkout.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { promisify } from "node:util";
import { importDeclarations } from "../warehouse/kysely/package/build.ts";
import { ENTRIES, PUBLIC, ROOT } from "./files.ts";

/** Compiles `sources`, relative to the checkout, into `folder`. */
export async function compile(folder: string, sources: readonly string[]): Promise<void> {
  // In the checkout, so that types are found from there.
  const scratch = await mkdtemp(join(ROOT, "node_modules", ".cache", "headrace-release-"));
  try {
    const project = join(scratch, "tsconfig.json");
    await writeFile(project, JSON.stringify(settings(folder), null, 2));
    const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", project]).catch((error) => {
      throw new Error(`tsc refuses the sources of the package:\n${error.stdout}`);
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await importDeclarations(folder);
  await removeOthers(folder, sources);
}

const settings = (folder: string) => ({
  extends: join(ROOT, "tsconfig.json"),
  compilerOptions: {
    noEmit: false,
    incremental: false,
    tsBuildInfoFile: null,
    outDir: folder,
    rootDir: ROOT,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    sourceMap: true,
    inlineSources: true,
    // The names of this machine's folders go into no map.
    sourceRoot: "headrace:///",
    stripInternal: true,
    paths: {},
  },
  include: [],
  files: ENTRIES.map((entry) => join(ROOT, entry)),
});

/** Folders of what users import, and step into: what has its source map. The command is JavaScript that reads as its source does. */
const WITH_MAPS = new Set(PUBLIC.map((entry) => posix.dirname(entry).split("/")[0] ?? ""));

/**
 * tsc follows every import, also those that only a checkout can follow when it runs. Declarations are for users: those that
 * what they import declares itself by, files that hold nothing but types included.
 */
async function removeOthers(folder: string, sources: readonly string[]): Promise<void> {
  const scripts = sources.map((path) => path.replace(/\.ts$/, ".js"));
  const isMapped = (path: string): boolean => WITH_MAPS.has(path.split("/")[0] ?? "");
  const wanted = new Set([
    ...scripts,
    ...scripts.filter(isMapped).map((path) => `${path}.map`),
    ...(await declarations(folder)),
  ]);
  for (const path of scripts.filter((one) => !isMapped(one))) {
    const text = await readFile(join(folder, path), "utf8");
    await writeFile(join(folder, path), text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, "\n"));
  }
  for (const path of await readdir(folder, { recursive: true }))
    if (/\.(js|js\.map|d\.ts)$/.test(path) && !wanted.has(path.replaceAll("\\", "/")))
      await rm(join(folder, path));
}

/** The declarations that users' entries reach, relative to `folder`. */
async function declarations(folder: string): Promise<Set<string>> {
  const found = new Set<string>();
  const open = PUBLIC.map((entry) => entry.replace(/\.ts$/, ".d.ts"));
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const text = await readFile(join(folder, path), "utf8");
    for (const [, name = ""] of text.matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"]+)\.js"/g))
      open.push(posix.join(posix.dirname(path), `${name}.d.ts`));
  }
  return found;
}
