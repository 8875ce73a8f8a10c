// The CDKTF classes as one file for `import` and one for `require`, since CDKTF's own template is CommonJS. A class needs
// its module's inputs and outputs, and not what builds the module: the provider's bindings, 390 MB, stay out.
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
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

/** Writes modules/cdktf.js and modules/cdktf.cjs below `folder`. */
export async function bundleClasses(folder: string): Promise<void> {
  const shared = {
    absWorkingDir: ROOT,
    entryPoints: ["modules/cdktf.ts"],
    bundle: true,
    platform: "node",
    target: "node20",
    keepNames: true,
    packages: "external",
    plugins: [withoutBindings],
    logLevel: "error",
  } as const;
  await build({ ...shared, format: "esm", outfile: join(folder, "modules", "cdktf.js") });
  await build({
    ...shared,
    format: "cjs",
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    outfile: join(folder, "modules", "cdktf.cjs"),
  });
}
