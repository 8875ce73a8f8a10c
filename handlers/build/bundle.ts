// Bundles a handler into what its Lambda runs: one CommonJS file, since Node resolves a layer's packages (NODE_PATH) for require()
// only; or, of those that answer callers who wait and have no layer, an ES module and the parts that it loads when a request wants
// them. The entry of an image is bundled as the former.
import { basename, dirname, join } from "node:path";
import { type BuildResult, build, type Plugin } from "esbuild";
import { HeadraceError } from "../../core/errors.ts";
import { withoutProfiles } from "./credentials.ts";
import { withoutJsonSchemas, withoutParquet } from "./only-records.ts";
import { ROOT } from "./packages.ts";
import {
  WORKER_SOURCE,
  withoutDecoders,
  withoutSplittingThread,
  withSplittingThread,
  workerInputs,
} from "./splitting-thread.ts";

/** What the DuckDB layer brings; everything else is bundled. */
const FROM_LAYER = ["@duckdb/node-api", "@duckdb/node-bindings"];

/** zod's error messages in fifty languages: a third of a megabyte that nothing reads and every cold start parses. */
const withoutLocales: Plugin = {
  name: "without-locales",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export {};" }));
  },
};

function entryOf(name: string): string {
  return join("handlers", name, "index.ts");
}

/** Images and jobs have entries of their own, and get their credentials in other ways too. */
const isFunction = (entry: string): boolean => dirname(dirname(entry)) === "handlers";

/** Handlers that are split: what is behind a dynamic import is a file of its own. */
const IN_PARTS: ReadonlySet<string> = new Set(["api", "detokenize"].map((name) => entryOf(name)));

/** Handlers whose engine reads no file but records: few at a time, and UTF-8. */
const ONLY_RECORDS: ReadonlySet<string> = new Set(["rules"].map((name) => entryOf(name)));

export interface BundledFile {
  /** Within the zip. */
  name: string;
  content: Buffer;
}

export interface Bundle {
  /** `index.js` or `index.mjs` first, then its parts. */
  files: BundledFile[];
  /** The files that it is made of, relative to the checkout. */
  inputs: string[];
}

/** The bundle of handlers/NAME/index.ts. Its bytes depend on the source alone, not on where the checkout is. */
export const bundleHandler = (name: string): Promise<Bundle> => bundleEntry(entryOf(name));

/** The bundle of a file of the checkout, given relative to it. */
export async function bundleEntry(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await bundle(entry);
  const files = outputFiles.map(({ path, contents }) => ({
    name: basename(path),
    content: Buffer.from(contents),
  }));
  return {
    files: files.sort((one, other) => order(one) - order(other) || (one.name < other.name ? -1 : 1)),
    inputs: await allInputs(metafile.inputs),
  };
}

/** The files of a bundle, and of what it carries as text. */
async function allInputs(inputs: object): Promise<string[]> {
  const own = Object.keys(inputs);
  return own.includes(WORKER_SOURCE) ? [...new Set([...own, ...(await workerInputs())])] : own;
}

const order = ({ name }: BundledFile): number => (name.startsWith("index.") ? 0 : 1);

/** Every file, relative to the checkout, that the bundle of handlers/NAME is made of. */
export const handlerInputs = (name: string): Promise<string[]> => bundleInputs(entryOf(name));

/** Every file, relative to the checkout, that a bundle is made of. */
export const bundleInputs = async (entry: string): Promise<string[]> =>
  allInputs((await bundle(entry)).metafile.inputs);

const FORMATS = {
  whole: { format: "cjs" },
  inParts: {
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".mjs" },
    chunkNames: "part-[hash]",
    // CommonJS packages within the bundle require Node's own modules.
    banner: {
      js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
    },
  },
} as const;

const bundle = (entry: string): Promise<BuildResult<{ write: false; metafile: true }>> =>
  build({
    ...(IN_PARTS.has(entry) ? FORMATS.inParts : FORMATS.whole),
    absWorkingDir: ROOT,
    entryPoints: { index: entry },
    outdir: "bundle",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node22",
    minify: true,
    keepNames: true,
    sourcemap: false,
    legalComments: "none",
    external: FROM_LAYER,
    plugins: [
      withoutLocales,
      ...(isFunction(entry) ? [withoutProfiles] : []),
      ...(ONLY_RECORDS.has(entry)
        ? [withoutSplittingThread, withoutDecoders, withoutJsonSchemas, withoutParquet]
        : [withSplittingThread]),
    ],
    logLevel: "silent",
    // Parts are named by a hash that takes in their files' paths: those of the checkout, wherever its packages lie.
    preserveSymlinks: true,
    // Powertools' ESM builds tree-shake; their CommonJS builds would come in whole.
    mainFields: ["module", "main"],
    define: { "process.env.NODE_ENV": '"production"' },
  } as const).catch((error: Error) => {
    throw new HeadraceError("bundle_failed", error.message, `Correct the source of ${dirname(entry)}.`);
  });
