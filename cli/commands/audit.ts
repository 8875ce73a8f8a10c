// headrace audit DIR [DATASET]: what became of files, the newest first. `audit verify` is of CloudTrail: audit-verify.ts.
import { basename } from "node:path";
import type { AuditRecord } from "../../core/records/audit.ts";
import { parse } from "../args/parse.ts";
import { wholeNumber } from "../args/whole-number.ts";
import { ago, clipped } from "../output/ago.ts";
import { count } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import { ESTATE_OPTIONS, estateOf } from "../pipeline/estate.ts";

const SIGNATURE = {
  command: "audit",
  summary: "Tells what became of files, the newest first: of all datasets, or of one.",
  positionals: ["DIR", "[DATASET]"],
  options: {
    ...ESTATE_OPTIONS,
    limit: { type: "string", value: "N", description: "at most so many; 20 where absent" },
  },
  details:
    "`headrace audit verify DIR` proves the files of the trail instead. --json prints the records whole. In Athena, the table `_runs` has what was committed.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  // A folder of that name is ./verify.
  if (argv[0] === "verify") return (await import("./audit-verify.ts")).run(argv.slice(1));
  const { values, positionals } = parse(SIGNATURE, argv);
  const most = wholeNumber(values.limit, { name: "limit", otherwise: 20, most: 1000, signature: SIGNATURE });
  const output = makeOutput(values.json);
  const estate = await estateOf(positionals[0], values);
  const { checkedDataset, recentRuns } = await import("../watch/runs.ts");
  const dataset = positionals[1] === undefined ? undefined : checkedDataset(estate, positionals[1]);
  const runs = (await recentRuns(estate, { dataset, most })).slice(0, most);
  await output.answer({ runs });
  output.say(runs.length === 0 ? "No file has come yet." : drawn(runs));
  return 0;
}

const drawn = (runs: readonly AuditRecord[]): string =>
  table(
    [
      { title: "when" },
      { title: "dataset" },
      { title: "file" },
      { title: "state" },
      { title: "rows", align: "right" },
      { title: "refused", align: "right" },
      { title: "run" },
    ],
    runs.map((run) => [
      ago(run.committed_at),
      clipped(run.dataset, 14),
      clipped(basename(run.source.key), 14),
      clipped(run.rejected?.reason ?? run.state, 16),
      count(run.rows_in ?? 0),
      count(run.rows_quarantined ?? 0),
      run.run_id.slice(0, 8),
    ]),
  );
