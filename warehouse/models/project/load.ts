// Loads the files of DIR/models: bundled by esbuild with our own modules in the place of headrace/models, so that a
// folder outside any npm project runs.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildFailure, build, type Metafile, type Plugin, transform } from "esbuild";
import { HeadraceError } from "../../../core/errors.ts";
import { isDefinition, type Registry, registryOf } from "./registry.ts";

/** `.ts` in a checkout, `.js` in the package. */
const EXTENSION = extname(import.meta.filename);

/** What a file of models/ may import of ours; everything else is found from its own folder. */
const OURS: Readonly<Record<string, string>> = {
  "headrace/models": new URL(`../index${EXTENSION}`, import.meta.url).href,
  "headrace/kysely": new URL(`../../kysely/index${EXTENSION}`, import.meta.url).href,
  kysely: import.meta.resolve("kysely"),
};

/** The name of the entry, which is no file and no name that one could have. */
const ENTRY = "<models>";

const ours: Plugin = {
  name: "headrace",
  setup(bundle) {
    bundle.onResolve({ filter: /^(headrace\/models|headrace\/kysely|kysely)$/ }, ({ path }) => ({
      path: OURS[path] as string,
      external: true,
    }));
  },
};

/** The definitions in DIR/models, files of tests and types left out. */
export async function loadModels(dir: string): Promise<Registry> {
  const { folder, contents } = await modelsEntry(dir);
  const { code, unused } = await bundled(contents, folder);
  const files = await imported(code, folder);
  for (const idle of unused.filter((file) => !Object.values(files[file] ?? {}).some(isDefinition))) {
    if (!(await hasCode(join(folder, idle)))) continue;
    throw new HeadraceError(
      "models_idle",
      `models/${idle}: it exports no model(), snapshot(), source() or test(), and no other file imports it`,
      "export what it defines, as default or by name; or take the file away",
    );
  }
  return registryOf(files);
}

/**
 * A module, to be resolved from `folder`, whose default export is what {@link registryOf} takes: for whoever bundles the
 * models together with the code that runs them.
 */
export async function modelsEntry(dir: string): Promise<{ folder: string; contents: string }> {
  const folder = resolve(dir, "models");
  const files = existsSync(folder) ? await modelFiles(folder) : [];
  if (files.length === 0) {
    throw new HeadraceError(
      "models_missing",
      `there are no models in ${folder}`,
      "write a file such as models/orders.ts that exports a model(): see docs/models.md",
    );
  }
  return { folder, contents: entryOf(files) };
}

/** Imports every file, and gives their exports by path. */
function entryOf(files: readonly string[]): string {
  const imports = files.map((file, index) => `import * as m${index} from ${JSON.stringify(`./${file}`)};`);
  const table = files.map((file, index) => `${JSON.stringify(file)}: m${index}`);
  return `${imports.join("\n")}\nexport default { ${table.join(", ")} };\n`;
}

async function modelFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) =>
        entry.isFile() && /\.(ts|mts|js|mjs)$/.test(entry.name) && !/\.(d|test|spec)\.m?ts$/.test(entry.name),
    )
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((file) => !/(^|\/)(node_modules|\.[^/]+)(\/|$)/.test(file))
    .sort();
}

/** The code, and the files that no other imports. */
async function bundled(contents: string, folder: string): Promise<{ code: string; unused: string[] }> {
  try {
    const result = await build({
      stdin: { contents, resolveDir: folder, sourcefile: ENTRY, loader: "ts" },
      absWorkingDir: folder,
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      target: "node22",
      sourcemap: "inline",
      sourceRoot: pathToFileURL(`${folder}${sep}`).href,
      logLevel: "silent",
      plugins: [ours],
    });
    return { code: result.outputFiles[0]?.text ?? "", unused: unusedFiles(result.metafile) };
  } catch (error) {
    throw unreadable(error);
  }
}

/** What is wrong with the models that esbuild could not bundle, and where. */
export function unreadable(error: unknown): HeadraceError {
  const first = (error as BuildFailure).errors?.[0];
  const at = first?.location ? `models/${first.location.file}:${first.location.line}: ` : "";
  return new HeadraceError(
    "models_unreadable",
    `${at}${first?.text ?? (error as Error).message}`,
    "correct the file; it is TypeScript that imports from headrace/models, headrace/kysely, kysely, or what its folder has installed",
  );
}

/** The files that no other imports. */
function unusedFiles({ inputs }: Metafile): string[] {
  const used = new Set(
    Object.entries(inputs).flatMap(([file, { imports }]) =>
      file === ENTRY ? [] : imports.map(({ path }) => path),
    ),
  );
  return Object.keys(inputs).filter((file) => file !== ENTRY && !used.has(file));
}

/** Types are imported by none at run time, and do nothing there. */
async function hasCode(file: string): Promise<boolean> {
  const { code } = await transform(await readFile(file, "utf8"), { loader: "ts" });
  return code.trim() !== "";
}

async function imported(code: string, folder: string): Promise<Record<string, Record<string, unknown>>> {
  const scratch = await mkdtemp(join(tmpdir(), "headrace-models-"));
  const file = join(scratch, "models.mjs");
  process.setSourceMapsEnabled(true);
  try {
    await writeFile(file, code);
    const module = (await import(pathToFileURL(file).href)) as {
      default: Record<string, Record<string, unknown>>;
    };
    return module.default;
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const at = stack?.split("\n").find((line) => line.includes(`${folder}${sep}`));
    const where = at
      ? ` (models/${at.slice(at.indexOf(folder) + folder.length + 1).replace(/\)$/, "")})`
      : "";
    throw new HeadraceError(
      "models_failed",
      `the models could not be loaded: ${message}${where}`,
      "correct the file: it fails when it is imported",
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
