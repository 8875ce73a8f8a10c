// headrace init DIR --from FILE… | --from-glue DATABASE.TABLE…: a contract inferred from real files, and a Terraform root around it.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import type { ExitCode } from "../../core/errors.ts";
import { HeadraceError } from "../../core/errors.ts";
import type { Inferred } from "../../core/infer/index.ts";
import { makeFolder } from "../args/make-folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { awsConfig } from "../aws.ts";
import { CONTRACT_FILE } from "../contract.ts";
import { runningLocal, STATE_OPTION } from "../local-aws.ts";
import { colors } from "../output/colors.ts";
import { explained } from "../output/failure.ts";
import { count, secondsSince } from "../output/format.ts";
import { INVOCATION } from "../output/invocation.ts";
import { makeOutput, type Output } from "../output/output.ts";
import { table } from "../output/table.ts";
import { writeNew } from "../scaffold/write-new.ts";

const SIGNATURE = {
  command: "init",
  summary:
    "Writes a headrace.yaml inferred from real files, and a minimal Terraform root. It overwrites nothing.",
  positionals: ["DIR", "[FILE…]"],
  options: {
    from: {
      type: "string",
      multiple: true,
      value: "FILE",
      description:
        "a csv, tsv, json, ndjson or parquet file, plain, gzip or zstd; NAME=FILE names its dataset",
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
  if (existsSync(contract))
    throw new HeadraceError(
      "exists",
      `${relative(process.cwd(), contract) || contract} exists, and init overwrites nothing.`,
      "Name another folder, or move the file away.",
      2,
    );

  const output = makeOutput(values.json);
  const { inferDataset, renderContractYaml } = await import("../../core/infer/index.ts");
  const { pipelineName, samples } = await import("../scaffold/names.ts");
  const { GITIGNORE, mainTf } = await import("../scaffold/root.ts");
  const found: (Inferred & { file: string })[] = [];
  const failed: { file: string; error: HeadraceError }[] = [];
  const read = [
    ...samples(from).map(({ dataset, file, path }) => ({
      file,
      infer: async () => {
        output.progress.update(`reading ${file}`);
        return { file, ...(await inferDataset({ file: path, name: dataset })) };
      },
    })),
    ...(tables.length > 0 ? await discovered(tables, values, output) : []),
  ];
  for (const { file, infer } of read) {
    try {
      found.push(await infer());
    } catch (error) {
      const failure = explained(error);
      if (failure.exitCode === 2) throw error;
      // One that cannot be read keeps nothing from the others.
      failed.push({ file, error: failure });
    }
  }
  const twice = found.find(({ name: one }, at) => found.findIndex(({ name: other }) => other === one) < at);
  if (twice)
    throw usageError(`two of what is named would be the dataset ${twice.name}: leave one out`, SIGNATURE);
  if (found.length === 0) throw noneReadable(failed.map(({ error }) => error));

  const name = pipelineName(dir);
  makeFolder(dir, path);
  const files = new Map([[contract, renderContractYaml(name, found)]]);
  if (!readdirSync(dir).some((file) => /\.tf(\.json)?$/.test(file)))
    files.set(join(dir, "main.tf"), mainTf(dir, name));
  const ignored = join(dir, ".gitignore");
  if (!existsSync(ignored)) files.set(ignored, GITIGNORE);
  writeNew(files);
  const written = [...files.keys()].map((file) => basename(file));

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
  output.say(`Wrote ${written.join(", ")} to ${path}. Next:`);
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
  output: Output,
) {
  const { inferDiscovered } = await import("../pipeline/discovered.ts");
  const aws = account ? undefined : awsConfig((await runningLocal(state)).env);
  return tables.map((name) => ({
    file: name,
    infer: () => inferDiscovered(name, aws, (text) => output.progress.update(text)),
  }));
}

/** Where no file can be read, nothing is written. */
function noneReadable(errors: readonly HeadraceError[]): HeadraceError {
  const [first] = errors as [HeadraceError];
  if (errors.length === 1) return first;
  const messages = errors.map(({ message }) => message).join("\n");
  const fixes = new Set(errors.map(({ fix }) => fix));
  const exitCode = Math.max(...errors.map((error) => error.exitCode)) as ExitCode;
  return new HeadraceError(first.code, messages, [...fixes].join("\n"), exitCode);
}

/** As a shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
