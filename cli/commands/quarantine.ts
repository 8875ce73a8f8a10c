// headrace quarantine DIR DATASET: rows and files that break the contract, with their reasons.
import { parse } from "../args/parse.ts";
import { wholeNumber } from "../args/whole-number.ts";
import { clipped } from "../output/ago.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import { ESTATE_OPTIONS, estateOf } from "../pipeline/estate.ts";

const SIGNATURE = {
  command: "quarantine",
  summary:
    "Shows rows and files of a dataset that break the contract, with their reasons, of the newest files first.",
  positionals: ["DIR", "DATASET"],
  options: {
    ...ESTATE_OPTIONS,
    reason: {
      type: "string",
      value: "R",
      description: "of this reason alone, such as email:pattern, or a part of it",
    },
    limit: { type: "string", value: "N", description: "at most so many; 20 where absent" },
  },
  details:
    "Rows are shown as the file has them, before tokens are made: treat the output as you treat the files. In Athena, the table `_quarantine` has all of them.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const most = wholeNumber(values.limit, {
    name: "limit",
    otherwise: 20,
    most: 100_000,
    signature: SIGNATURE,
  });
  const output = makeOutput(values.json);
  const estate = await estateOf(positionals[0], values);
  const { checkedDataset } = await import("../watch/runs.ts");
  const { quarantined } = await import("../watch/quarantine.ts");
  const dataset = checkedDataset(estate, String(positionals[1]));
  const rows = await quarantined(estate, { dataset, reason: values.reason, most });
  await output.answer({ rows });
  output.say(
    rows.length === 0
      ? `Nothing of ${dataset} is quarantined${values.reason ? ` by ${values.reason}` : ""}.`
      : table(
          [{ title: "run" }, { title: "line", align: "right" }, { title: "reasons" }, { title: "text" }],
          rows.map(({ run_id, line, reasons, text }) => [
            run_id.slice(0, 8),
            line === undefined ? "" : String(line),
            clipped(reasons.join(", "), 24),
            clipped(text, 34),
          ]),
        ),
  );
  return 0;
}
