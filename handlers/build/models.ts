// Packs a folder of models into the layer that the transforms function reads them from.
import { build, type Plugin } from "esbuild";
import { MODELS_PACKAGE } from "../../core/environment/transforms.ts";
import { modelsEntry, unreadable } from "../../warehouse/models/project/load.ts";
import { checkSizes } from "./limits.ts";
import { writeZip, type ZipFile } from "./zip.ts";

/** What the handler gives the models when it loads them, so that both have one copy of each class. */
const GIVEN = /^(headrace\/models|headrace\/kysely|kysely)$/;

const shared: Plugin = {
  name: "given-by-the-handler",
  setup({ onResolve }) {
    onResolve({ filter: GIVEN }, ({ path }) => ({ path, external: true }));
  },
};

/**
 * Writes DIR/models as a layer's zip: nodejs/node_modules/headrace-models/index.js, with all that the models import but
 * kysely and headrace's own. Its bytes depend on the models alone, neither on the folder nor on the clock.
 * @throws HeadraceError models_missing, models_unreadable, zip_too_large
 */
export async function packModels(dir: string, outZip: string): Promise<ZipFile> {
  const code = await bundleModels(dir);
  const folder = `nodejs/node_modules/${MODELS_PACKAGE}`;
  const manifest = JSON.stringify({ name: MODELS_PACKAGE, version: "0.0.0", main: "index.js" });
  const zip = await writeZip(outZip, [
    { name: `${folder}/index.js`, content: code },
    { name: `${folder}/package.json`, content: Buffer.from(`${manifest}\n`) },
  ]);
  checkSizes("the layer of the models", zip.bytes, code.length);
  return zip;
}

/** The package's one file: a function of the `require` that the handler gives it, which answers exports by file. */
async function bundleModels(dir: string): Promise<Buffer> {
  const { folder, contents } = await modelsEntry(dir);
  try {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder, sourcefile: "models.ts", loader: "ts" },
      absWorkingDir: folder,
      bundle: true,
      write: false,
      platform: "node",
      target: "node22",
      format: "cjs",
      minify: true,
      keepNames: true,
      sourcemap: false,
      legalComments: "none",
      plugins: [shared],
      logLevel: "silent",
      define: { "process.env.NODE_ENV": '"production"' },
      banner: { js: "module.exports=function(require){var module={exports:{}},exports=module.exports;" },
      footer: { js: "return module.exports.default};" },
    });
    return Buffer.concat(outputFiles.map((file) => file.contents));
  } catch (error) {
    throw unreadable(error);
  }
}
