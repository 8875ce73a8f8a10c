// headrace audit verify DIR: whether CloudTrail's files are as they were written, by their digests.
import { HeadraceError } from "../../core/errors.ts";
import { parse } from "../args/parse.ts";
import { counted } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import { appliedFrom, attribute, ESTATE_OPTIONS, ofType } from "../pipeline/estate.ts";

const SIGNATURE = {
  command: "audit verify",
  summary:
    "Proves the files of DIR's CloudTrail trail: each digest by its signature and the one before, each log file by its hash.",
  positionals: ["DIR"],
  options: {
    ...ESTATE_OPTIONS,
    trail: {
      type: "string",
      value: "TRAIL",
      description: "name or ARN of the trail, where DIR does not make it, or makes several",
    },
  },
  details:
    "Exit code 1 where a digest or a file is missing, was altered, or was put there by somebody else. What came since the newest digest is proven within the hour.",
} as const;

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const output = makeOutput(values.json);
  const { dir, aws, applied } = await appliedFrom(positionals[0], values);
  const made = ofType(applied, "aws_cloudtrail").map((trail) => attribute(trail, "arn"));
  const named = values.trail ?? (made.length === 1 ? made[0] : undefined);
  if (!named)
    throw new HeadraceError(
      "no_trail",
      `What is applied from ${dir} has ${made.length === 0 ? "no trail" : counted(made.length, "trail")}.`,
      made.length === 0
        ? "Call the module `trail` and apply; or name the account's trail with --trail."
        : `Name one with --trail: ${made.join(", ")}.`,
      1,
    );
  const { verifyTrail } = await import("../trail/verify.ts");
  const verified = await verifyTrail(aws, named);
  await output.answer(verified);
  output.say(
    table(
      [
        { title: "region" },
        { title: "digests", align: "right" },
        { title: "files", align: "right" },
        { title: "newer", align: "right" },
        { title: "from" },
        { title: "to" },
      ],
      verified.regions.map(({ region, digests, files, uncovered, from, to }) => [
        region,
        String(digests),
        String(files),
        String(uncovered),
        from ?? "",
        to ?? "",
      ]),
    ),
  );
  for (const note of verified.notes) output.say(note);
  for (const { problem, object, why } of verified.findings) output.say(`${problem}: ${object}\n  ${why}`);
  const [digests, files] = (["digests", "files"] as const).map((what) =>
    verified.regions.reduce((sum, one) => sum + one[what], 0),
  );
  output.say(
    verified.findings.length === 0
      ? `${counted(digests ?? 0, "digest")} and ${counted(files ?? 0, "file")} are as CloudTrail wrote them.`
      : `${counted(verified.findings.length, "problem")} found.`,
  );
  return verified.findings.length === 0 ? 0 : 1;
}
