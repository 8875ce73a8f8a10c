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

const PEERS = ["cdktf", "constructs", "zod"];

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
      "./modules": {
        import: entry("modules/cdktf"),
        require: { types: "./modules/cdktf.d.cts", default: "./modules/cdktf.cjs" },
      },
      "./schema.json": "./headrace.schema.json",
      "./package.json": "./package.json",
    },
    dependencies: pick(packages),
    // Only who composes modules in TypeScript needs the first two, and has them; the types of headrace/models/project name zod's.
    peerDependencies: pick(PEERS),
    peerDependenciesMeta: Object.fromEntries(PEERS.map((name) => [name, { optional: true }])),
  };
}
