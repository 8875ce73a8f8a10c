// The CDKTF classes as one file for `require`, since CDKTF's own template is CommonJS, and their names for `import`. A class needs
// its module's inputs and outputs, and not what builds the module: the provider's bindings, 390 MB, stay out.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import * as classes from "../../modules/cdktf.ts";
import { ROOT } from "../files.ts";

/** Nothing of them is used before a module is built, which a class never does. */
const withoutBindings: Plugin = {
  name: "without-bindings",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@cdktf\/provider-aws\// }, ({ path }) => ({ path, namespace: "bindings" }));
    onLoad({ filter: /./, namespace: "bindings" }, () => ({
      contents: "module.exports = {};",
      loader: "js",
    }));
  },
};

/** A data file that a source reads beside itself is not beside the bundle. */
const withData: Plugin = {
  name: "with-data",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]environment[\\/]engine-process\.ts$/ }, async ({ path }) => {
      const data = await readFile(path.replace(/\.ts$/, ".json"), "utf8");
      const source = await readFile(path, "utf8");
      const reading = /readFileSync\([^;]*?"utf8"\)/;
      if (!reading.test(source)) throw new Error(`${path} reads its data in another way now`);
      return { contents: source.replace(reading, JSON.stringify(data)), loader: "ts" };
    });
  },
};

/** What the classes run on: CDKTF, whose name the sources have, and CDK Terrain, its continuation, which exports the same. */
export const HOSTS = ["cdktf", "cdktn"] as const;
export type Host = (typeof HOSTS)[number];

/** Writes modules/HOST.js and modules/HOST.cjs below `folder`, for each host. */
export async function bundleClasses(folder: string): Promise<void> {
  for (const host of HOSTS) await bundleFor(host, folder);
}

async function bundleFor(host: Host, folder: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["modules/cdktf.ts"],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    external: [host, "constructs"],
    ...(host === "cdktf" ? {} : { alias: { cdktf: host } }),
    plugins: [withoutBindings, withData],
    logLevel: "error",
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    outfile: join(folder, "modules", `${host}.cjs`),
  });
  const names = Object.keys(classes).sort().join(", ");
  await writeFile(join(folder, "modules", `${host}.js`), `export { ${names} } from "./${host}.cjs";\n`);
}
