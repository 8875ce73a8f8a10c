// headrace build: the Terraform module set.
import { relative } from "node:path";
import { parse } from "../args/parse.ts";
import { buildModules } from "../module-set.ts";
import { bytes, seconds } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";

const SIGNATURE = {
  command: "build",
  summary: "Builds the Terraform module set, in dist/terraform-aws-headrace/.",
  positionals: [],
  options: { force: { type: "boolean", description: "build even where nothing has changed" } },
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values } = parse(SIGNATURE, argv);
  const output = makeOutput(values.json);
  const set = await buildModules(output, { force: values.force, signal });
  await output.answer({ folder: set.folder, files: set.files, built: set.built, seconds: set.seconds });
  const rows = set.files.map(({ path, bytes: size }) => [path, bytes(size)]);
  output.say(table([{ title: "file" }, { title: "size", align: "right" }], rows));
  const where = relative(process.cwd(), set.folder) || set.folder;
  const what = set.built ? "built" : "up to date";
  output.say(`${where}: ${set.files.length} files, ${what} (${seconds(set.seconds)})`);
  return 0;
}
