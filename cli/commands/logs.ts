// headrace logs DIR [FUNCTION]: what functions said.
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { wholeNumber } from "../args/whole-number.ts";
import { colors } from "../output/colors.ts";
import { makeOutput } from "../output/output.ts";
import { ESTATE_OPTIONS, estateOf } from "../pipeline/estate.ts";
import type { LogLine } from "../watch/logs.ts";

const SIGNATURE = {
  command: "logs",
  summary:
    "Prints what the pipeline's functions said, or one of them: by its name, or what follows the pipeline's in it.",
  positionals: ["DIR", "[FUNCTION]"],
  options: {
    ...ESTATE_OPTIONS,
    since: {
      type: "string",
      value: "TIME",
      description: "such as 10m, 2h or 3d, counted back from now; 1h where absent",
    },
    errors: { type: "boolean", description: "failures alone" },
    limit: { type: "string", value: "N", description: "the last so many lines; 200 where absent" },
  },
} as const;

export const SIGNATURES = [SIGNATURE];

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function since(text = "1h"): number {
  const [, amount, unit = ""] = /^(\d{1,5})([smhd])$/.exec(text) ?? [];
  if (amount === undefined)
    throw usageError(`--since ${JSON.stringify(text)} is no time such as 10m, 2h or 3d`, SIGNATURE);
  return Date.now() - Number(amount) * (SECONDS[unit] ?? 1) * 1000;
}

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const most = wholeNumber(values.limit, {
    name: "limit",
    otherwise: 200,
    most: 100_000,
    signature: SIGNATURE,
  });
  const from = since(values.since);
  const output = makeOutput(values.json);
  const estate = await estateOf(positionals[0], values);
  const { logLines } = await import("../watch/logs.ts");
  const lines = await logLines(estate, {
    function: positionals[1],
    since: from,
    errors: values.errors,
    most,
  });
  await output.answer({ lines });
  if (lines.length === 0)
    output.say(`No function said anything${values.errors ? " of failures" : ""} since then.`);
  for (const line of lines) output.say(drawn(line));
  return 0;
}

function drawn({ at, function: name, level, message, fields }: LogLine): string {
  const head = `${at.slice(11, 19)} ${name}`;
  const said = level === "ERROR" ? colors.red(message) : message;
  const details = Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
  return details === "" ? `${head}  ${said}` : `${head}  ${said}\n         ${details}`;
}
