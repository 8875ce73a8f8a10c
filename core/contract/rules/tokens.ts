// Rules of a column's tokens: what is said for a method that the column does not have, and what ff1 can take.
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { ALPHABET_CLASSES, FF1_TYPES, ff1Settings } from "../ff1.ts";
import type { Column } from "../schema.ts";
import { found } from "../shape/check.ts";
import { parseType } from "../types.ts";
import { article } from "../words.ts";
import type { Scope } from "./scope.ts";

/** Keys that are of some methods only: which these are, as they are said, and which to write instead. */
export const METHOD_KEYS = {
  ff1: { of: ["ff1"], methods: "tokenize: ff1", instead: "tokenize: ff1" },
  key_version: { of: ["hmac", "ff1"], methods: "tokenize: hmac and ff1", instead: "tokenize: ff1" },
} as const;

export function tokenIssues({ dataset, path }: Scope): ContractIssue[] {
  return dataset.columns.flatMap((column) => oneColumn(column, `${path}.columns.${column.name}`));
}

function oneColumn(column: Column, path: string): ContractIssue[] {
  const issues: ContractIssue[] = [];
  const { tokenize } = column;
  const says = tokenize ? `says tokenize: ${tokenize}` : "is not tokenized";
  for (const [key, { of, methods, instead }] of Object.entries(METHOD_KEYS)) {
    const isOfMethod = tokenize !== undefined && (of as readonly string[]).includes(tokenize);
    if (column[key as keyof typeof METHOD_KEYS] !== undefined && !isOfMethod)
      issues.push(issue("other_method", `${path}.${key}`, { key, methods, says, instead }));
  }
  if (tokenize !== "ff1") return issues;
  const type = parseType(column.type);
  if (type && !(FF1_TYPES as readonly string[]).includes(type.kind))
    issues.push(issue("ff1_type", `${path}.tokenize`, { type: column.type, article: article(column.type) }));
  const { alphabet, keep } = ff1Settings(column);
  if (new RegExp(`[${ALPHABET_CLASSES[alphabet]}]`).test(keep))
    issues.push(issue("kept_symbol", `${path}.ff1.keep`, { found: found(keep), alphabet }));
  return issues;
}
