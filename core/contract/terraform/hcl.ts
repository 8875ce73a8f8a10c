// Terraform expressions as text: the few forms that the contract's validations are made of.
import { NEARNESS } from "../near.ts";
import type { Fault } from "../words.ts";
import { LISTED, WORDS } from "../words.ts";

/** A part of a message: words as they are, or an expression that yields them. */
export type Part = string | { readonly hcl: string };

export const hcl = (expression: string): Part => ({ hcl: expression });

const escaped = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll("${", "$${")
    .replaceAll("%{", "%%{");

export const text = (value: string): string => `"${escaped(value)}"`;
export const list = (values: readonly string[]): string => `[${values.map(text).join(", ")}]`;

/** A long text, a piece to a line. */
export const pieces = (values: readonly string[]): string =>
  values.length === 1 ? text(values[0] as string) : `join("", ${list(values)})`;

/** A template's parts in a row, without the quotes around them. */
export const inner = (...parts: readonly Part[]): string =>
  parts.map((part) => (typeof part === "string" ? escaped(part) : `\${${part.hcl}}`)).join("");

/** The contract's line on a fault: `PATH: message. fix`. `path` is an inner template. */
export function line(fault: Fault, path: string, values: Readonly<Record<string, Part>> = {}): string {
  const fill = (template: string): string =>
    template
      .split(/(\{[a-z]+\})/)
      .map((piece, at) => (at % 2 === 0 ? escaped(piece) : inner(values[piece.slice(1, -1)] ?? "")))
      .join("");
  const { message, fix } = WORDS[fault];
  return `"${path}: ${fill(message)}. ${fill(fix)}"`;
}

/** A value as messages show it: scalars as JSON, the others by what they are. */
export const found = (value: string): Part =>
  hcl(
    `jsonencode(${value}) == "[]" ? "an empty list" : lookup({ "{" = "a mapping", "[" = "a list", n = "nothing" }, substr(jsonencode(${value}), 0, 1), jsonencode(${value}))`,
  );

const letters = (value: string): string => `split("", lower(${value}))`;

/** "Did you mean email? ", or nothing: near.ts as an expression. `known` yields a list. */
export function hint(word: string, known: string): Part {
  const both = `length(setintersection(${letters("near")}, ${letters(word)}))`;
  const all = `length(toset(${letters("near")})) + length(toset(${letters(word)}))`;
  const first = `substr(lower(near), 0, 1) == substr(lower(${word}), 0, 1)`;
  const isNear = `try(${first} && ${NEARNESS.common} * ${both} >= ${NEARNESS.all} * (${all}), false)`;
  const names = `join(" or ", [for near in ${known} : near if ${isNear}])`;
  return hcl(`join("", [for meant in [${names}] : "Did you mean \${meant}? " if meant != ""])`);
}

/** At most so many names, as words.ts lists them. */
export const listNames = (names: string): Part =>
  hcl(
    `join("", [for all in [${names}] : "\${join(", ", slice(all, 0, min(${LISTED}, length(all))))}\${length(all) > ${LISTED} ? ", …" : ""}"])`,
  );

/** The key `on` is true by the time yamldecode has read it unquoted. */
export const member = (value: string, key: string): string =>
  key === "on" ? `try(${value}.on, ${value}["true"])` : `${value}.${key}`;
