// headrace init DIR --from FILE… | --from-glue DATABASE.TABLE…: a contract inferred from real files, and a Terraform root around it.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import type { Inferred } from "../../core/infer/index.ts";
import { folder } from "../args/folder.ts";
import { makeFolder } from "../args/make-folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { awsConfig } from "../aws.ts";
import { CONTRACT_FILE, readContract } from "../contract.ts";
import { runningLocal, STATE_OPTION } from "../local-aws.ts";
import { colors } from "../output/colors.ts";
import { count, secondsSince } from "../output/format.ts";
import { INVOCATION } from "../output/invocation.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import type { Source } from "../scaffold/infer.ts";
import { writeNew } from "../scaffold/write-new.ts";

const SIGNATURE = {
  command: "init",
  summary:
    "Writes a headrace.yaml inferred from real files, and a minimal Terraform root; or adds datasets to a contract that exists. It overwrites nothing.",
  positionals: ["DIR", "[FILE…]"],
  options: {
    from: {
      type: "string",
      multiple: true,
      value: "FILE",
      description:
        "a csv, tsv, json, ndjson or parquet file, plain, gzip or zstd; NAME=FILE names its dataset",
    },
    add: {
      type: "boolean",
      description:
        "add the datasets to DIR's contract, after those that are there; all else in it stays as it is",
    },
    "from-glue": {
      type: "string",
      multiple: true,
      value: "DATABASE.TABLE",
      description: "a table that a crawler has found: its files are read where they lie",
    },
    account: {
      type: "boolean",
      description:
        "ask the AWS account of the environment's credentials for --from-glue, and not the local AWS",
    },
    ...STATE_OPTION,
  },
  details: "Exit code 1: a file could not be read; the datasets of the others are written.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  const start = performance.now();
  const { values, positionals } = parse(SIGNATURE, argv);
  const [path = "", ...more] = positionals;
  const dir = resolve(path);
  if (statSync(dir, { throwIfNoEntry: false })?.isFile())
    throw usageError(`${path} is a file, where a folder to write to is meant`, SIGNATURE);
  const from = [...values.from, ...more];
  const tables = values["from-glue"];
  if (from.length === 0 && tables.length === 0)
    throw usageError("neither --from FILE nor --from-glue DATABASE.TABLE is given", SIGNATURE);
  const contract = join(dir, CONTRACT_FILE);
  if (existsSync(contract) && !values.add)
    throw new HeadraceError(
      "exists",
      `${relative(process.cwd(), contract) || contract} exists, and init overwrites nothing.`,
      "Add the datasets to it with --add, or name another folder.",
      2,
    );

  const output = makeOutput(values.json);
  const { pipelineName, samples } = await import("../scaffold/names.ts");
  const sampled = samples(from);
  const { addToContract, checkAddition } = await import("../scaffold/add.ts");
  if (values.add)
    checkAddition(
      folder(path),
      sampled.map(({ dataset }) => dataset),
    );
  const { inferAll, ofFile } = await import("../scaffold/infer.ts");
  const tell = (text: string) => output.progress.update(text);
  const { found, failed } = await inferAll([
    ...sampled.map((sample) => ofFile(sample, tell)),
    ...(tables.length > 0 ? await discovered(tables, values, tell) : []),
  ]);

  const name = values.add ? readContract(dir).name : pipelineName(dir);
  let written = [CONTRACT_FILE];
  if (values.add) addToContract(dir, found);
  else {
    makeFolder(dir, path);
    written = await writeFresh(dir, name, found);
  }

  const datasets = found.map(({ name: dataset, file, dataset: { columns }, statistics }) => ({
    dataset,
    file,
    columns: columns.length,
    rows: statistics.rows,
    notes: [...statistics.notes],
  }));
  const unread = failed.map(({ file, error: { code, message, fix } }) => ({ file, code, message, fix }));
  await output.answer({
    name,
    dir,
    written,
    datasets,
    ...(unread.length > 0 && { failed: unread }),
    seconds: secondsSince(start),
  });
  output.say(
    table(
      [
        { title: "dataset" },
        { title: "columns", align: "right" },
        { title: "rows read", align: "right" },
        { title: "from" },
      ],
      datasets.map(({ dataset, columns, rows, file }) => [dataset, count(columns), count(rows), file]),
    ),
  );
  for (const { dataset, notes } of datasets) for (const note of notes) output.say(`${dataset}: ${note}`);
  for (const { file, message, fix } of unread)
    output.say(`${colors.red("left out")} ${file}: ${message} ${fix}`);
  output.say(
    values.add
      ? `Added to ${join(path, CONTRACT_FILE)}. Next:`
      : `Wrote ${written.join(", ")} to ${path}. Next:`,
  );
  const imports = datasets
    .filter(({ file }) => !tables.includes(file))
    .map(({ dataset, file }) => `--import ${quoted(`${dataset}=${file}`)}`)
    .join(" ");
  for (const command of ["check", "run"])
    output.say(`  ${INVOCATION} ${command} ${quoted(path)} ${imports}`.trimEnd());
  return Math.max(0, ...failed.map(({ error: { exitCode } }) => exitCode));
}

/** What is inferred of tables of the catalog, one by one. */
async function discovered(
  tables: readonly string[],
  { account, state }: { account: boolean; state?: string | undefined },
  tell: (text: string) => void,
): Promise<Source[]> {
  const { inferDiscovered } = await import("../pipeline/discovered.ts");
  const aws = account ? undefined : awsConfig((await runningLocal(state)).env);
  return tables.map((file) => ({ file, infer: () => inferDiscovered(file, aws, tell) }));
}

/** The contract, and what else the folder lacks. @returns the files' names */
async function writeFresh(dir: string, name: string, found: readonly Inferred[]): Promise<string[]> {
  const { renderContractYaml } = await import("../../core/infer/index.ts");
  const { GITIGNORE, mainTf, schemaReference } = await import("../scaffold/root.ts");
  const contract = join(dir, CONTRACT_FILE);
  const files = new Map([[contract, renderContractYaml(name, found, schemaReference(dir))]]);
  if (!readdirSync(dir).some((file) => /\.tf(\.json)?$/.test(file)))
    files.set(join(dir, "main.tf"), mainTf(dir, name));
  const ignored = join(dir, ".gitignore");
  if (!existsSync(ignored)) files.set(ignored, GITIGNORE);
  writeNew(files);
  return [...files.keys()].map((file) => basename(file));
}

/** As a shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
