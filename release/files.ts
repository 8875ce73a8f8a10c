// Which files of the checkout the package holds: what its entries import, and the data that lies beside that.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";

export const ROOT = join(import.meta.dirname, "..");

/** What users import. The CDKTF classes are bundled by themselves: see classes/. */
export const PUBLIC = [
  "receive/index.ts",
  "warehouse/kysely/index.ts",
  "warehouse/models/index.ts",
  "warehouse/models/project.ts",
];

/** What runs, or is imported by users. */
export const ENTRIES = ["cli/main.ts", "core/engine/split/worker.ts", "local/daemon/main.ts", ...PUBLIC];

/** What builds the module set: only a checkout does, so the package holds none of it. */
const ONLY_IN_A_CHECKOUT = /\/module-build\.ts$/;

const withoutTheBuild: Plugin = {
  name: "without-the-build",
  setup(bundle) {
    bundle.onResolve({ filter: ONLY_IN_A_CHECKOUT }, ({ path }) => ({ path, external: true }));
  },
};

export interface Reachable {
  /** TypeScript files, relative to the checkout. */
  sources: string[];
  /** Files that the sources read or start, relative to the checkout. */
  data: string[];
  /** The packages that the sources import, by name. */
  packages: string[];
}

export async function reachable(): Promise<Reachable> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: "dist",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
    plugins: [withoutTheBuild],
  });
  const inputs = Object.keys(metafile.inputs).sort();
  const imported = Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external && !path.startsWith("node:") && !path.startsWith("."))
    .map(({ path }) => packageOf(path));
  return {
    sources: inputs.filter((path) => path.endsWith(".ts")),
    data: [...new Set([...inputs.filter((path) => !path.endsWith(".ts")), ...dataBeside(inputs)])].sort(),
    packages: [...new Set(imported)].sort(),
  };
}

/** `@aws-sdk/client-s3/lib/x` → `@aws-sdk/client-s3` */
const packageOf = (path: string): string =>
  path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");

const DATA = /\.(mjs|json|py|java)$/;

/** Data in the folders of the sources, and in folders below them that hold nothing else, such as moto's server. */
function dataBeside(sources: readonly string[]): string[] {
  const folders = new Set(sources.map((path) => dirname(path)));
  return [...folders].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return DATA.test(path) ? [path] : [];
      if (!entry.isDirectory() || folders.has(path)) return [];
      const below = readdirSync(join(ROOT, path), { withFileTypes: true });
      const names = below.filter((file) => file.isFile()).map(({ name }) => name);
      return names.length > 0 && names.every((name) => DATA.test(name))
        ? names.map((name) => join(path, name))
        : [];
    }),
  );
}
