// headrace types DIR: the contract's datasets as TypeScript types, for the models to be written against.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { lakeTypes } from "../../warehouse/models/types/lake-types.ts";
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { readContract } from "../contract.ts";
import { writeEditorSettings } from "../models/editor.ts";
import { makeOutput } from "../output/output.ts";

const SIGNATURE = {
  command: "types",
  summary:
    "Writes DIR/models/lake.d.ts, a type per dataset of DIR/headrace.yaml, and a tsconfig.json where there is none.",
  positionals: ["DIR"],
  options: {
    out: { type: "string", value: "FILE", description: "writes them there instead" },
  },
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const contract = readContract(dir);
  const file = values.out ?? join(dir, "models", "lake.d.ts");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, lakeTypes(contract));
  const settings = values.out === undefined ? await writeEditorSettings(dir) : undefined;
  const output = makeOutput(values.json);
  const datasets = Object.keys(contract.datasets);
  await output.answer({ file, datasets });
  const shown = (path: string) => relative(process.cwd(), path) || path;
  output.say(`${shown(file)}: ${datasets.map((name) => `lake.${name}`).join(", ")}`);
  if (settings)
    output.say(`${shown(settings)}: by it an editor, and npx tsc -p ${shown(dirname(settings))}, know them`);
  return 0;
}
