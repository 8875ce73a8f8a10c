// npm run build:dialect: the dialect as a package of its own, dist/kysely-redshift-data. Node strips no types under
// node_modules, so it is JavaScript with declarations. The same sources give the same bytes.
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

export const PACKAGE_NAME = "kysely-redshift-data";
const ROOT = join(import.meta.dirname, "..", "..", "..");

/** Builds the package into `folder`, which is emptied first. */
export async function buildPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  await promisify(execFile)(process.execPath, [tsc, "-p", import.meta.dirname, "--outDir", folder]);
  await importDeclarations(folder);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(await manifest(), null, 2)}\n`);
  await cp(join(ROOT, "docs", "kysely-dialect.md"), join(folder, "README.md"));
  await cp(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
}

/** tsc names .js in what runs, and leaves .ts in the declarations. */
export async function importDeclarations(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => name.endsWith(".d.ts"))) {
    const path = join(folder, file);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(/((?:from|import\()\s*"\.[^"]*)\.ts"/g, '$1.js"'));
  }
}

async function manifest(): Promise<Record<string, unknown>> {
  const { version, license, dependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  return {
    name: PACKAGE_NAME,
    version,
    description:
      "A Kysely dialect for Amazon Redshift, provisioned and Serverless, through the Redshift Data API.",
    keywords: ["kysely", "kysely-dialect", "redshift", "redshift-data-api", "aws", "sql"],
    license,
    type: "module",
    sideEffects: false,
    engines: { node: ">=22" },
    exports: { ".": { types: "./index.d.ts", default: "./index.js" }, "./package.json": "./package.json" },
    dependencies: { "@aws-sdk/client-redshift-data": dependencies["@aws-sdk/client-redshift-data"] },
    peerDependencies: { kysely: dependencies.kysely },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = join(ROOT, "dist", PACKAGE_NAME);
  await buildPackage(folder);
  console.log(folder);
}
