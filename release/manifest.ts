// The package.json of what is published: the dependencies that its code imports, and what a user may import of it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./files.ts";

/** The oldest Node that the command runs on: it loads models that are TypeScript. */
export const NEEDS_NODE = ">=22.18";

interface Manifest {
  version: string;
  license: string;
  description: string;
  dependencies: Record<string, string>;
}

const own = async (): Promise<Manifest> => JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));

const PEERS = ["cdktf", "zod"];

/** What the classes were tried with: CDK Terrain, and what it and CDKTF ask for of constructs, which differs. */
const CLASSES: Readonly<Record<string, string>> = { cdktn: ">=0.24.0 <1.0.0", constructs: "^10.4.2" };

/** @param packages what the code of the package imports */
export async function manifest(packages: readonly string[]): Promise<Record<string, unknown>> {
  const { version, license, description, dependencies } = await own();
  const at = (name: string): [string, string] => {
    const range = dependencies[name];
    if (!range) throw new Error(`${name} is imported by what is published, and is no dependency`);
    return [name, range];
  };
  const pick = (names: readonly string[]) => Object.fromEntries(names.map(at));
  const entry = (path: string) => ({ types: `./${path}.d.ts`, default: `./${path}.js` });
  const both = (path: string) => ({
    import: entry(path),
    require: { types: `./${path}.d.cts`, default: `./${path}.cjs` },
  });
  return {
    name: "headrace",
    version,
    description,
    keywords: ["aws", "terraform", "cdktf", "data-pipeline", "data-lake", "redshift", "kysely"],
    license,
    type: "module",
    engines: { node: NEEDS_NODE },
    bin: { headrace: "bin/headrace.mjs" },
    exports: {
      "./models": entry("warehouse/models/index"),
      "./models/project": entry("warehouse/models/project"),
      "./kysely": entry("warehouse/kysely/index"),
      "./receive": entry("receive/index"),
      "./modules": both("modules/cdktf"),
      "./modules/cdktn": both("modules/cdktn"),
      "./schema.json": "./headrace.schema.json",
      "./package.json": "./package.json",
    },
    dependencies: pick(packages),
    // Only who composes modules in TypeScript needs constructs and one of cdktf and cdktn; the types of headrace/models/project name zod's.
    peerDependencies: { ...pick(PEERS), ...CLASSES },
    peerDependenciesMeta: Object.fromEntries(
      [...PEERS, ...Object.keys(CLASSES)].map((name) => [name, { optional: true }]),
    ),
  };
}
