// A command's definition → its page of the reference, in Markdown.
import type { Option, Signature } from "../args/options.ts";
import { usage, wrapped } from "../args/usage.ts";
import { type DescribedCommand, optionsOf } from "./commands.ts";

const WRITTEN = "<!-- Written by `npm run docs:commands` from the command's definition. -->";

/** The page of one command, with a section for each of its subcommands. */
export function commandPage({ name, signatures }: DescribedCommand): string {
  const [only] = signatures;
  const alone = signatures.length === 1 && only?.command === name;
  const sections = alone
    ? sectionOf(only as Signature)
    : signatures.flatMap((signature) => [`## headrace ${signature.command}`, "", ...sectionOf(signature)]);
  return [`# headrace ${name}`, "", WRITTEN, "", ...sections].join("\n");
}

function sectionOf(signature: Signature): string[] {
  const rows = optionsOf(signature).map(
    ([option, definition]) => `| ${optionCell(option, definition)} | ${cell(definition.description)} |`,
  );
  return [
    prose(signature.summary),
    "",
    "```",
    wrapped(usage(signature), "", "  "),
    "```",
    "",
    ...(signature.details ? [prose(signature.details), ""] : []),
    "| option | does |",
    "| --- | --- |",
    ...rows,
    "",
  ];
}

const optionCell = (name: string, { short, value, multiple, required }: Option): string => {
  const given = `--${name}${value ? ` ${value}` : ""}`;
  const marks = [multiple ? "many" : "", required ? "required" : ""].filter((mark) => mark !== "");
  return `\`${(short ? `-${short}, ${given}` : given).replaceAll("|", "\\|")}\`${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`;
};

/** In a table a bar ends a cell, in code too, and a line is a row. */
const cell = (text: string): string => prose(text).replaceAll("|", "\\|").replaceAll(/\n+/g, " ");

/** Each line a paragraph. Outside of code, what Markdown and those who make a site of it would take for their own is literal. */
const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? part : literal(part)))
    .join("")
    .replaceAll("\n", "\n\n");

const literal = (text: string): string =>
  text.replaceAll("<", "&lt;").replaceAll("{", "&#123;").replaceAll("*", "\\*");

/** The page that lists them all. */
export function indexPage(commands: readonly DescribedCommand[]): string {
  return [
    "# The commands",
    "",
    WRITTEN,
    "",
    "| `headrace …` | does |",
    "| --- | --- |",
    ...commands.map(({ name, summary }) => `| [\`${name}\`](commands/${name}.md) | ${cell(summary)} |`),
    "",
    "Every command prints its help with `--help`, and with `--json` one JSON object on stdout and nothing else. Exit codes: 0 done,",
    "1 the data or the contract is wrong, 2 the usage is wrong, 3 the environment is.",
    "",
  ].join("\n");
}
