// What an editor and tsc need to read DIR/models where nothing is installed: where headrace/models and kysely lie. The paths
// are this machine's, so they go to DIR/.headrace, and DIR/models/tsconfig.json, which may be committed, extends them.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** This checkout, or the package. */
const HERE = join(import.meta.dirname, "..", "..");
/** Where npm has put a package that this one depends on: below this one, or beside it. */
const installed = (name: string): string | undefined =>
  (createRequire(import.meta.url).resolve.paths(name) ?? [])
    .map((folder) => join(folder, name))
    .find((folder) => existsSync(folder));
const types = installed("@types");
/** Declarations stand beside the JavaScript of the package. */
const source = (...path: string[]): string => {
  const file = join(HERE, ...path);
  return existsSync(`${file}.ts`) ? `${file}.ts` : `${file}.d.ts`;
};
const OWN = `${JSON.stringify({ extends: "../.headrace/tsconfig.json" }, null, 2)}\n`;

/** Writes both, unless a tsconfig.json of another's is in charge of the models. The file that was made or made anew. */
export async function writeEditorSettings(dir: string): Promise<string | undefined> {
  const models = resolve(dir, "models");
  const own = join(models, "tsconfig.json");
  const inCharge = nearest(models);
  if (inCharge && !(inCharge === own && (await readFile(own, "utf8")).includes(".headrace/tsconfig.json")))
    return undefined;
  await mkdir(resolve(dir, ".headrace"), { recursive: true });
  await writeFile(resolve(dir, ".headrace", "tsconfig.json"), `${JSON.stringify(SETTINGS, null, 2)}\n`);
  if (!inCharge) await writeFile(own, OWN);
  return own;
}

const SETTINGS = {
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    ...(types ? { typeRoots: [types], types: ["node"] } : {}),
    paths: {
      "headrace/models": [source("warehouse", "models", "index")],
      "headrace/kysely": [source("warehouse", "kysely", "index")],
      kysely: [installed("kysely")],
    },
  },
  include: ["../models"],
};

/** The tsconfig.json that an editor would take for files of the folder. */
function nearest(folder: string): string | undefined {
  const file = join(folder, "tsconfig.json");
  if (existsSync(file)) return file;
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above);
}
