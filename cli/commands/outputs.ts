// headrace outputs DIR: the outputs of DIR's root, which say what everything is called.
import { parse } from "../args/parse.ts";
import { clipped } from "../output/ago.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import { ESTATE_OPTIONS, estateOf } from "../pipeline/estate.ts";

const SIGNATURE = {
  command: "outputs",
  summary: "Prints the outputs of DIR's Terraform root, those that are not sensitive.",
  positionals: ["DIR"],
  options: ESTATE_OPTIONS,
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const output = makeOutput(values.json);
  const { outputs } = await estateOf(positionals[0], values);
  await output.answer({ outputs });
  const lines = Object.entries(outputs).flatMap(([name, value]) => flat(name, value));
  output.say(
    lines.length === 0
      ? "The root has no outputs."
      : table(
          [{ title: "output" }, { title: "value" }],
          lines.map(([name, value]) => [clipped(name, 36), clipped(value, 42)]),
        ),
  );
  return 0;
}

/** A value as lines: an object's parts by themselves, `a.b.c`. */
function flat(name: string, value: unknown): [string, string][] {
  if (value === null) return [];
  if (typeof value !== "object") return [[name, String(value)]];
  return Object.entries(value as object).flatMap(([key, one]) => flat(`${name}.${key}`, one));
}
