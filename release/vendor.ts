// The packages that only our own code uses, within the package: of each what is imported and no more, in vendor/, where the AWS SDK
// alone would be 30 MB of which a thirtieth runs. What users share with us (kysely), what is a program (esbuild) and what is native
// (DuckDB) stay dependencies.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, posix, relative } from "node:path";
import { build } from "esbuild";
import { notices } from "../handlers/build/notices.ts";
import { ROOT } from "./files.ts";

/** Why they stay dependencies, by package. */
export const KEPT: Readonly<Record<string, string>> = {
  "@duckdb/node-api": "native",
  esbuild: "a program",
  kysely: "users' queries and ours are of one copy",
};

const FOLDER = "vendor";

/** What is imported of a package's module: its names, or all. */
type Imported = Set<string> | "all";

/** Static and dynamic imports and exports of JavaScript as tsc writes it: what, and of where. */
const STATIC = /^(?:import|export)\s+([^"';]*?)\s*from\s+"([^"]+)"/gm;
const DYNAMIC = /(?:const (\{[^}]*\}) = )?await import\("([^"]+)"\)|\bimport\("([^"]+)"\)/g;

const isVendored = (name: string): boolean =>
  !name.startsWith(".") && !name.startsWith("node:") && !Object.hasOwn(KEPT, packageOf(name));

const packageOf = (path: string): string =>
  path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");

/**
 * Bundles what the compiled files in `folder` import of packages, and lets them import it from there.
 * @param scripts JavaScript files, relative to `folder`
 */
export async function vendor(folder: string, scripts: readonly string[]): Promise<void> {
  const wanted = new Map<string, Imported>();
  const texts = new Map<string, string>();
  for (const path of scripts) {
    const text = await readFile(join(folder, path), "utf8");
    texts.set(path, text);
    for (const [, what = "", name = ""] of text.matchAll(STATIC)) want(wanted, name, namesOf(what));
    for (const [, what, one, other] of text.matchAll(DYNAMIC))
      want(wanted, one ?? other ?? "", what === undefined ? "all" : namesOf(what));
  }
  await bundle(folder, wanted);
  for (const [path, text] of texts) {
    const to = (name: string): string => {
      const from = posix.relative(posix.dirname(path), `${FOLDER}/${name}.js`);
      return from.startsWith(".") ? from : `./${from}`;
    };
    const relinked = text.replace(
      /^((?:import|export)\s+[^"';]*?\s*from\s+|.*?\bimport\()"([^"]+)"/gm,
      (whole, before: string, name: string) => (wanted.has(name) ? `${before}"${to(name)}"` : whole),
    );
    if (relinked !== text) await writeFile(join(folder, path), relinked);
  }
}

function want(wanted: Map<string, Imported>, name: string, names: Imported): void {
  if (!isVendored(name)) return;
  const before = wanted.get(name) ?? new Set();
  if (names === "all" || before === "all") wanted.set(name, "all");
  else wanted.set(name, new Set([...before, ...names]));
}

/** `a, { b as c }` or `* as d` → the names of the module that are meant. */
function namesOf(what: string): Imported {
  if (what.includes("*")) return "all";
  const [, own = "", braces = ""] = /^\s*([\w$]*)\s*,?\s*(?:\{([\s\S]*)\})?\s*$/.exec(what) ?? [];
  const names = braces.split(",").map((part) => part.trim().split(/\s+as\s+|\s*:\s*/)[0] ?? "");
  return new Set([...(own === "" ? [] : ["default"]), ...names.filter((name) => name !== "")]);
}

async function bundle(folder: string, wanted: ReadonlyMap<string, Imported>): Promise<void> {
  const entries = Object.fromEntries([...wanted.keys()].sort().map((name) => [name, `vendored:${name}`]));
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: entries,
    outdir: join(ROOT, FOLDER),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node22",
    format: "esm",
    minifySyntax: true,
    minifyWhitespace: true,
    chunkNames: "parts/[hash]",
    // Only what is imported comes along from ES modules; from CommonJS everything would.
    mainFields: ["module", "main"],
    external: Object.keys(KEPT),
    legalComments: "none",
    logLevel: "error",
    // CommonJS packages within the bundle require Node's own modules.
    banner: {
      js: 'import{createRequire as __vendorRequire}from"node:module";const require=__vendorRequire(import.meta.url);',
    },
    plugins: [
      {
        name: "vendored",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^vendored:/ }, ({ path }) => ({
            path: path.slice("vendored:".length),
            namespace: "vendored",
          }));
          onLoad({ filter: /./, namespace: "vendored" }, async ({ path }) => ({
            contents: await exportsOf(path, wanted.get(path) ?? "all"),
            resolveDir: ROOT,
          }));
        },
      },
    ],
  });
  for (const { path, contents } of outputFiles) {
    const file = join(folder, relative(ROOT, path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  const inputs = Object.keys(metafile.inputs);
  await writeFile(join(folder, FOLDER, "THIRD_PARTY_NOTICES"), notices(inputs));
}

/** Where all is wanted, all is named: a star would leave out the names of a CommonJS module. */
async function exportsOf(name: string, imported: Imported): Promise<string> {
  const from = JSON.stringify(name);
  const names = imported === "all" ? Object.keys(await import(name)) : [...imported];
  const own = names.filter((one) => /^[\w$]+$/.test(one) && (imported !== "all" || one !== "default")).sort();
  const rest = imported === "all" ? `import * as all from ${from}; export default all.default;` : "";
  return `export { ${own.join(", ")} } from ${from};${rest}`;
}
