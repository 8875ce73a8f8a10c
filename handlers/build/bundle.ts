// Bundles a handler into the one CommonJS file that its Lambda runs, and the entry of an image likewise.
// CommonJS, since Node resolves a layer's packages (NODE_PATH) for require() only.
import { dirname, join } from "node:path";
import { type BuildResult, build, type Plugin } from "esbuild";
import { HeadraceError } from "../../core/errors.ts";
import { ROOT } from "./packages.ts";

/** What the DuckDB layer brings; everything else is bundled. */
const FROM_LAYER = ["@duckdb/node-api", "@duckdb/node-bindings"];

/** zod's error messages in fifty languages: a third of a megabyte that nothing reads and every cold start parses. */
const withoutLocales: Plugin = {
  name: "without-locales",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export {};" }));
  },
};

/** The bundle of handlers/NAME/index.ts. Its bytes depend on the source alone, not on where the checkout is. */
export const bundleHandler = (name: string): Promise<Buffer> => bundleEntry(entryOf(name));

/** The bundle of a file of the checkout, given relative to it. */
export async function bundleEntry(entry: string): Promise<Buffer> {
  const { outputFiles } = await bundle(entry);
  return Buffer.concat(outputFiles.map(({ contents }) => contents));
}

/** Every file, relative to the checkout, that the bundle of handlers/NAME is made of. */
export const handlerInputs = (name: string): Promise<string[]> => bundleInputs(entryOf(name));

/** Every file, relative to the checkout, that a bundle is made of. */
export const bundleInputs = async (entry: string): Promise<string[]> =>
  Object.keys((await bundle(entry)).metafile.inputs);

const entryOf = (name: string): string => join("handlers", name, "index.ts");

const bundle = (entry: string): Promise<BuildResult<{ write: false; metafile: true }>> =>
  build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    minify: true,
    keepNames: true,
    sourcemap: false,
    legalComments: "none",
    external: FROM_LAYER,
    plugins: [withoutLocales],
    logLevel: "silent",
    // Powertools' ESM builds tree-shake; their CommonJS builds would come in whole.
    mainFields: ["module", "main"],
    define: { "process.env.NODE_ENV": '"production"' },
  } as const).catch((error: Error) => {
    throw new HeadraceError("bundle_failed", error.message, `Correct the source of ${dirname(entry)}.`);
  });
