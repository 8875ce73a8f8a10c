// headrace check DIR --import DATASET=FILE…: the stages on local files.
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { folder } from "../args/folder.ts";
import { makeFolder } from "../args/make-folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { readContract } from "../contract.ts";
import { importLocally } from "../imports/local-run.ts";
import { parseImports } from "../imports/parse.ts";
import { draw, summarize } from "../imports/report.ts";
import { removeEarlier } from "../imports/stale.ts";
import { secondsSince } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";

const SIGNATURE = {
  command: "check",
  summary: "Runs the stages on local files, as the pipeline would: no AWS, no Terraform.",
  positionals: ["DIR"],
  options: {
    import: {
      type: "string",
      multiple: true,
      value: "DATASET=FILE",
      description:
        "a file and the dataset it belongs to; may be given many times. Without one, only the contract is checked",
    },
    out: {
      type: "string",
      value: "OUT",
      description: "keep the results: OUT/curated/DATASET/…/*.parquet, OUT/quarantine/DATASET/*.ndjson",
    },
  },
  details:
    "DIR holds the headrace.yaml. Lookup datasets run first. Tokens of hmac and ff1 are made\n" +
    "with HEADRACE_TOKEN_KEY; those of vault are random, and forgotten when the command ends.\n" +
    "Exit code 1: a file was rejected whole, or the contract is invalid. 3: a file could not be imported here.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const start = performance.now();
  const { values, positionals } = parse(SIGNATURE, argv);
  const contract = readContract(folder(positionals[0]));
  const datasets = Object.keys(contract.datasets);
  const imports = parseImports(values.import ?? [], datasets);
  const output = makeOutput(values.json);
  if (imports.length === 0) {
    await output.answer(summarize([], secondsSince(start)));
    output.say(`The contract is right. Its datasets: ${datasets.join(", ")}.`);
    return 0;
  }
  const temporary = mkdtempSync(join(tmpdir(), "headrace-check-"));
  const tidy = (): void => rmSync(temporary, { recursive: true, force: true });
  process.once("exit", tidy);
  try {
    const out = values.out === undefined ? join(temporary, "out") : outFolder(values.out);
    removeEarlier(out, new Set(imports.map(({ dataset }) => dataset)));
    const scratch = join(temporary, "scratch");
    mkdirSync(scratch);
    makeFolder(out, `--out ${values.out}`);
    const outcomes = await importLocally(
      { contract, out, scratch, progress: output.progress, signal },
      imports,
    );
    const report = summarize(outcomes, secondsSince(start));
    await output.answer(report);
    output.say(draw(report, outcomes));
    const codes = outcomes.map(({ rejected, failed }) => failed?.exitCode ?? (rejected ? 1 : 0));
    return Math.max(0, ...codes);
  } finally {
    process.removeListener("exit", tidy);
    tidy();
  }
}

function outFolder(path: string): string {
  const out = resolve(path);
  const stat = statSync(out, { throwIfNoEntry: false });
  if (stat && !stat.isDirectory()) throw usageError(`--out ${path} is not a folder`);
  return out;
}
