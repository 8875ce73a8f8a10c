// headrace types DIR: the contract's datasets as TypeScript types, for the models to be written against.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { lakeTypes } from "../../warehouse/models/types/lake-types.ts";
import { parse } from "../args/parse.ts";
import { readContract } from "../contract.ts";
import { makeOutput } from "../output/output.ts";
import { folder } from "./terraform.ts";

const SIGNATURE = {
  command: "types",
  summary: "Writes DIR/models/lake.d.ts: a type per dataset of DIR/headrace.yaml.",
  positionals: ["DIR"],
  options: {
    out: { type: "string", value: "FILE", description: "writes them there instead" },
  },
} as const;

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const contract = readContract(dir);
  const file = values.out ?? join(dir, "models", "lake.d.ts");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, lakeTypes(contract));
  const output = makeOutput(values.json);
  const datasets = Object.keys(contract.datasets);
  await output.answer({ file, datasets });
  output.say(
    `${relative(process.cwd(), file) || file}: ${datasets.map((name) => `lake.${name}`).join(", ")}`,
  );
  return 0;
}
