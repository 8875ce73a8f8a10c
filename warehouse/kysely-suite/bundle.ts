// The tests of Kysely's suite that any dialect can run, in one file: with our set-up in the place of theirs, the installed
// Kysely in the place of their build, and nothing in the place of the drivers of other databases.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const ROOT = join(import.meta.dirname, "..", "..");
const KYSELY = join(ROOT, "node_modules", "kysely", "dist");
const SETUP = join(import.meta.dirname, "setup.ts");
const DRIVERS = /^(pg|pg-cursor|mysql2|better-sqlite3|tarn|tedious|@electric-sql\/pglite)$/;

/** Names that the tests import of those, and methods that they watch, which are never called here. */
const ABSENT = `class Absent {
  beginTransaction() {}
  commitTransaction() {}
  rollbackTransaction() {}
  saveTransaction() {}
  transaction() {}
}
const names = ["Client", "DatabaseError", "Pool", "Connection", "Request", "PGlite", "createConnection", "createPool", "default"];
module.exports = Object.fromEntries(names.map((name) => [name, Absent]));
`;

/** Where the suite lies in a checkout of Kysely. */
export const SUITE = join("test", "node", "src");

/**
 * Writes the bundle to `file`.
 * @param checkout a folder with Kysely's repository
 * @param modules the node_modules with what the suite itself imports, such as chai
 * @returns the names of the test files in it
 */
export async function bundleSuite(checkout: string, modules: string, file: string): Promise<string[]> {
  const suite = join(checkout, SUITE);
  const tests: string[] = [];
  for (const name of (await readdir(suite)).sort())
    if (name.endsWith(".test.ts") && (await readFile(join(suite, name), "utf8")).includes("of DIALECTS"))
      tests.push(name);
  await build({
    stdin: {
      contents: tests.map((name) => `import ${JSON.stringify(join(suite, name))};`).join("\n"),
      resolveDir: suite,
    },
    bundle: true,
    outfile: file,
    platform: "node",
    format: "esm",
    target: "node22",
    keepNames: true,
    sourcemap: "inline",
    nodePaths: [modules, join(ROOT, "node_modules")],
    plugins: [inPlaceOf(suite)],
    tsconfigRaw: {},
    // Kysely's package says that importing it has no effects, which does not hold for its tests.
    ignoreAnnotations: true,
    // What is CommonJS inside asks for require.
    banner: {
      js: 'import { createRequire as __make } from "node:module"; const require = __make(import.meta.url);',
    },
    logLevel: "error",
  });
  return tests;
}

function inPlaceOf(suite: string): Plugin {
  return {
    name: "kysely-suite",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/test-setup\.js$/ }, () => ({ path: SETUP }));
      onResolve({ filter: /^kysely-suite\/test-setup$/ }, () => ({ path: join(suite, "test-setup.ts") }));
      onResolve({ filter: /^(\.\.\/){3}dist\// }, ({ path }) => ({
        path: join(KYSELY, path.replace(/^(\.\.\/){3}dist\//, "")),
      }));
      // It reads migrations that lie beside it.
      onLoad({ filter: /[\\/]migration\.test\.ts$/ }, async ({ path }) => ({
        contents: (await readFile(path, "utf8")).replaceAll(
          "import.meta.url",
          JSON.stringify(pathToFileURL(path).href),
        ),
        loader: "ts",
      }));
      onResolve({ filter: DRIVERS }, ({ path }) => ({ path, namespace: "absent" }));
      onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: ABSENT, loader: "js" }));
    },
  };
}
