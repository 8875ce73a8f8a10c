// A package built for Lambda's system carries DuckDB's native binding for that system. Where the host is another one,
// the host's own binding is put beside it; nothing else of a deployed package is ever changed.
import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const HOST_BINDING = `@duckdb/node-bindings-${process.platform}-${process.arch}`;

/**
 * Makes a node_modules folder that holds DuckDB usable on this host.
 * @returns a warning where the host's binding is of another version than the package's
 */
export async function adaptNativeBindings(nodeModules: string): Promise<string | undefined> {
  if (!existsSync(join(nodeModules, "@duckdb", "node-bindings"))) return undefined;
  const place = join(nodeModules, HOST_BINDING);
  if (existsSync(place)) return undefined;
  const require = createRequire(import.meta.url);
  let host: string;
  try {
    // The bindings package depends on the platform's one: resolved from there, wherever npm has put it.
    const bindings = require.resolve("@duckdb/node-bindings/package.json", {
      paths: [dirname(require.resolve("@duckdb/node-api/package.json"))],
    });
    host = dirname(createRequire(bindings).resolve(`${HOST_BINDING}/package.json`));
  } catch {
    return `no ${HOST_BINDING} is installed here, so what needs DuckDB fails to load`;
  }
  await symlink(host, place).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const [ours, theirs] = await Promise.all([
    version(host),
    version(join(nodeModules, "@duckdb", "node-bindings")),
  ]);
  return ours === theirs ? undefined : `${HOST_BINDING} is ${ours} here and ${theirs} in the package`;
}

async function version(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
