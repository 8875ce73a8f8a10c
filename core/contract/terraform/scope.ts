// What the rules' expressions share. In them `d` is the dataset's name, `s` the dataset, whose shape is right, `all` every
// dataset of right shape, and `datasets` the whole value.
import { DECIMAL_PATTERN, SIMPLE_TYPES } from "../types.ts";
import { hcl, hint, inner, line, list, listNames, text } from "./hcl.ts";

export const DATASET = inner("datasets.", hcl("d"));
export const columnPath = (name: string): string => `${DATASET}.columns.${inner(hcl(name))}`;
export const OWN = "[for c in s.columns : c.name]";

/** Names that stand more than once, each with how often: a mapping of name to list. */
export const grouped = (loop: string, key: string, value = key): string =>
  `{ for ${loop} : ${key} => ${value}... }`;

const decimal = `regex(${text(DECIMAL_PATTERN)}, c.type)`;
const fits = `try(tonumber(${decimal}[1]) <= tonumber(${decimal}[0]), false)`;
/** Those of some columns whose type is none. In two steps: Terraform evaluates both sides of &&, and try() is slow. */
export const unknownOf = (columns: string): string =>
  `[for c in [for c in ${columns} : c if !contains(${list(SIMPLE_TYPES)}, c.type)] : c if !${fits}]`;

/** A line where `condition` holds, else nothing. */
export const lineIf = (condition: string, said: string): string =>
  `[for same in [1] : ${said} if ${condition}]`;

export const unknownColumn = (name: string, path: string): string =>
  line("unknown_column", path, { name: hcl(name), columns: listNames(OWN), hint: hint(name, OWN) });
