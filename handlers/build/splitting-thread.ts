// The engine's splitting thread in a bundle: its own bundle as text, from which the thread is started.
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { WITHOUT_DECODER } from "../../core/engine/source/encoding.ts";
import { ROOT } from "./packages.ts";

/** The module that is replaced, relative to the checkout. */
export const WORKER_SOURCE = "core/engine/split/worker-source.ts";
const WORKER = "core/engine/split/worker.ts";

/** For what reads UTF-8 alone: half a megabyte less. The thread says so at another file, which the bundle around it then reads. */
export const withoutDecoders: Plugin = {
  name: "without-decoders",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]engine[\\/]source[\\/]decoders\.ts$/ }, () => ({
      contents: `
        const none = () => { throw Object.assign(new Error("no decoder"), { code: ${JSON.stringify(WITHOUT_DECODER)} }); };
        export { none as strictDecoder, none as encodingExists };`,
    }));
  },
};

const bundleWorker = () =>
  build({
    absWorkingDir: ROOT,
    entryPoints: { worker: join(ROOT, WORKER) },
    outdir: "bundle",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    minify: true,
    legalComments: "none",
    plugins: [withoutDecoders],
    logLevel: "silent",
    preserveSymlinks: true,
    mainFields: ["module", "main"],
  } as const);

let bundled: ReturnType<typeof bundleWorker> | undefined;

/** The thread as one file of CommonJS. */
export async function workerText(): Promise<string> {
  bundled ??= bundleWorker();
  return (await bundled).outputFiles[0]?.text ?? "";
}

/** Every file that the thread is made of, relative to the checkout. */
export async function workerInputs(): Promise<string[]> {
  bundled ??= bundleWorker();
  return Object.keys((await bundled).metafile.inputs);
}

export const withSplittingThread: Plugin = {
  name: "with-splitting-thread",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]engine[\\/]split[\\/]worker-source\.ts$/ }, async () => ({
      contents: `export const workerSource = ${JSON.stringify(await workerText())};`,
    }));
  },
};

/** For what reads a few records at a time and never starts the thread: it splits where it is called. */
export const withoutSplittingThread: Plugin = {
  name: "without-splitting-thread",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]engine[\\/]split[\\/]in-worker\.ts$/ }, () => ({
      contents: `export { FileSplit as WorkerSplit } from "./split-file.ts";`,
    }));
  },
};
