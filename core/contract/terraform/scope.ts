// What the rules' expressions share. In them `d` is the dataset's name and `s` the dataset, whose shape is right.
import { hcl, hint, inner, line, listNames } from "./hcl.ts";
import { SHARED } from "./named.ts";

export const DATASET = inner("datasets.", hcl("d"));
export const columnPath = (name: string): string => `${DATASET}.columns.${inner(hcl(name))}`;
export const OWN = "[for c in s.columns : c.name]";

/** Names that stand more than once, each with how often: a mapping of name to list. */
export const grouped = (loop: string, key: string, value = key): string =>
  `{ for ${loop} : ${key} => ${value}... }`;

/** Those of some columns whose type is none. */
export const unknownOf = (columns: string): string =>
  `[for c in ${columns} : c if !contains(${SHARED.typeNames}, c.type)]`;
/** Every column of the dataset has a type that can be read. */
export const TYPES_KNOWN = `length(${unknownOf("s.columns")}) == 0`;

/** A line where `condition` holds, else nothing. */
export const lineIf = (condition: string, said: string): string =>
  `[for same in [1] : ${said} if ${condition}]`;

export const unknownColumn = (name: string, path: string): string =>
  line("unknown_column", path, { name: hcl(name), columns: listNames(OWN), hint: hint(name, OWN) });
