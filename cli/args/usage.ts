// Usage lines, help texts and the errors that carry them.
import { HeadraceError } from "../../core/errors.ts";
import { COMMON, type Option, type Options, type Signature } from "./options.ts";

/** --help was given: not an error, but the end of parsing. */
export class HelpRequested extends Error {
  readonly text: string;
  constructor(signature: Signature) {
    super("help requested");
    this.text = help(signature);
  }
}

/** The usage is wrong: exit code 2, with the usage line as what to write instead. */
export function usageError(message: string, signature?: Signature): HeadraceError {
  const fix = signature ? `Usage: ${usage(signature)}` : "Run `headrace --help` for the commands.";
  return new HeadraceError("usage", message, fix, 2);
}

/** One line, such as `headrace check DIR --import DATASET=FILE… [--out OUT] [--json]`. */
export function usage(signature: Signature): string {
  const shown: Options = { ...signature.options, json: COMMON.json };
  const options = Object.entries(shown).map(([name, option]) => {
    const text = `--${name}${option.type === "string" ? ` ${option.value}` : ""}${option.multiple ? "…" : ""}`;
    return option.required ? text : `[${text}]`;
  });
  return ["headrace", signature.command, ...signature.positionals, ...options].join(" ");
}

/** What a terminal shows in a line, unless it was made wider. */
const COLUMNS = 80;

/** A text in lines of at most 80 characters, broken between words and not in brackets. The first begins with `first`, others with `indent`. */
export function wrapped(text: string, first = "", indent = ""): string {
  const lines = [first];
  for (const word of text.split(/ (?![^[]*\])/)) {
    const line = lines.at(-1) ?? "";
    const empty = line === first || line === indent;
    const longer = empty ? `${line}${word}` : `${line} ${word}`;
    if (longer.length <= COLUMNS || empty) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${word}`);
  }
  return lines.join("\n");
}

const paragraphs = (text: string): string[] => text.split("\n").map((line) => wrapped(line));

function help(signature: Signature): string {
  const options: [string, Option][] = Object.entries({ ...signature.options, ...COMMON });
  const left = ([name, option]: [string, Option]): string =>
    `${option.short ? `-${option.short}, ` : ""}--${name}${option.value ? ` ${option.value}` : ""}`;
  const width = Math.max(...options.map((option) => left(option).length));
  return [
    ...paragraphs(signature.summary),
    "",
    wrapped(usage(signature), "  ", "    "),
    "",
    ...options.map((option) =>
      wrapped(option[1].description, `  ${left(option).padEnd(width)}  `, " ".repeat(width + 4)),
    ),
    ...(signature.details ? ["", ...paragraphs(signature.details)] : []),
    "",
  ].join("\n");
}
