// TypeScript → JavaScript with declarations and source maps, in the folders of the checkout, since Node strips no types
// under node_modules. What names other files by `import.meta.dirname` finds them as it does in the checkout.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { importDeclarations } from "../warehouse/kysely/package/build.ts";
import { ENTRIES, ROOT } from "./files.ts";

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

/** tsc follows every import, also those that only a checkout can follow when it runs. */
async function removeOthers(folder: string, sources: readonly string[]): Promise<void> {
  const wanted = new Set(
    sources.flatMap((path) => {
      const name = path.replace(/\.ts$/, "");
      return [`${name}.js`, `${name}.js.map`, `${name}.d.ts`];
    }),
  );
  for (const path of await readdir(folder, { recursive: true }))
    if (/\.(js|js\.map|d\.ts)$/.test(path) && !wanted.has(path.replaceAll("\\", "/")))
      await rm(join(folder, path));
}
