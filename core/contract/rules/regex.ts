// Regular expressions are RE2's: DuckDB, Go (and so Terraform) and re2js read the same ones.
import { RE2JS } from "re2js";
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";

/** A group named as JavaScript names it; RE2 wants (?P<name>…). RE2 and JavaScript read this pattern alike. */
export const FOREIGN_GROUP = "(^|[^\\\\])(\\\\\\\\)*[(][?]<[A-Za-z]";
const foreignGroup = new RegExp(FOREIGN_GROUP);

/** re2js also knows Unicode's binary properties, RE2 only categories and scripts. */
function hasForeignProperty(pattern: string): boolean {
  for (const [, name = ""] of pattern.matchAll(/\\[pP]\{\^?([^}]*)\}/g)) {
    if (name.length <= 2 || name === "Any") continue;
    try {
      new RegExp(`\\p{Script=${name}}`, "u");
    } catch {
      return true;
    }
  }
  return false;
}

/** How many groups the pattern has; undefined where it is no regular expression. */
function groupsOf(pattern: string): number | undefined {
  if (pattern.includes("\0") || !pattern.isWellFormed()) return undefined;
  if (foreignGroup.test(pattern) || hasForeignProperty(pattern)) return undefined;
  try {
    return RE2JS.compile(pattern).groupCount();
  } catch {
    return undefined;
  }
}

export const patternIssues = (pattern: string, path: string): ContractIssue[] =>
  groupsOf(pattern) === undefined ? [issue("bad_pattern", path, { pattern })] : [];

/** RE2 answers a replacement that refers to no group by replacing nothing, without a word. */
export function replaceIssues(replace: { pattern: string; with: string }, path: string): ContractIssue[] {
  const groups = groupsOf(replace.pattern);
  if (groups === undefined) return [issue("bad_pattern", `${path}.pattern`, replace)];
  const references = replace.with.match(/\\(?:.|$)/gsu) ?? [];
  const fits = references.every((one) => one === "\\\\" || (/^\\\d$/.test(one) && Number(one[1]) <= groups));
  return fits ? [] : [issue("bad_replacement", `${path}.with`, replace)];
}
