// The rules of rules/ that `terraform plan` knows too, as expressions that yield a list of lines for one dataset. What they
// leave out is listed in docs/guide/contract.md.
import { FOREIGN_GROUP } from "../rules/regex.ts";
import { SIMPLE_TYPES, TYPE_ALIASES } from "../types.ts";
import { checkRules } from "./checks.ts";
import { COLUMN_RULES } from "./columns.ts";
import { found, hcl, hint, inner, line, list, text } from "./hcl.ts";
import { LOOKUP_RULES } from "./lookups.ts";
import { PARTITION_RULES } from "./partitions.ts";
import { columnPath, DATASET, grouped, OWN, unknownColumn, unknownOf } from "./scope.ts";
import { TOKEN_RULES } from "./tokens.ts";

function unknownType(): string {
  const aliases = `{ ${Object.entries(TYPE_ALIASES)
    .map(([alias, type]) => `${alias} = ${text(type)}`)
    .join(", ")} }`;
  const near = hint("c.type", list(SIMPLE_TYPES)) as { hcl: string };
  const meant = hcl(`try("Did you mean \${${aliases}[lower(c.type)]}? ", ${near.hcl})`);
  const said = line("unknown_type", `${columnPath("c.name")}.type`, { found: found("c.type"), hint: meant });
  return `[for c in ${unknownOf("s.columns")} : ${said}]`;
}

function names(): string[] {
  const twice = line("duplicate_column", columnPath("n"), { name: hcl("n"), count: hcl("length(g)") });
  const readers = "distinct(g)";
  const last = `element(${readers}, length(${readers}) - 1)`;
  const shared = line("duplicate_from", `${columnPath(last)}.from`, {
    from: hcl("n"),
    names: hcl(`join(", ", ${readers})`),
  });
  return [
    `[for n, g in ${grouped("c in s.columns", "c.name")} : ${twice} if length(g) > 1]`,
    `[for n, g in ${grouped("c in s.columns", "try(c.from, c.name)", "c.name")} : ${shared} if length(${readers}) > 1]`,
  ];
}

function patterns(): string[] {
  // replace() takes a pattern between slashes; regex() would also refuse named groups beside unnamed ones.
  const bad = (pattern: string): string =>
    `can(tostring(${pattern})) && (!can(replace("", "/\${${pattern}}/", "")) || can(regex(${text(FOREIGN_GROUP)}, ${pattern})))`;
  const own = line("bad_pattern", `${columnPath("c.name")}.pattern`, { pattern: hcl("c.pattern") });
  const path = `${columnPath("c.name")}.clean.${inner(hcl("i"))}.replace.pattern`;
  const inStep = line("bad_pattern", path, { pattern: hcl("step.replace.pattern") });
  return [
    `[for c in s.columns : ${own} if ${bad("c.pattern")}]`,
    `[for c in s.columns : [for i, step in try(c.clean, []) : ${inStep} if ${bad("step.replace.pattern")}]]`,
  ];
}

function keys(): string[] {
  const key = "try(s.key, [])";
  const path = `${DATASET}.key`;
  const masked = line("masked_key", `${columnPath("c.name")}.tokenize`, {
    method: hcl("c.tokenize"),
    name: hcl("c.name"),
    where: "key",
  });
  return [
    `[for k in distinct(${key}) : ${unknownColumn("k", path)} if !contains(${OWN}, k)]`,
    `[for k, g in ${grouped(`k in ${key}`, "k")} : ${line("repeated", path, { name: hcl("k") })} if length(g) > 1]`,
    `[for c in s.columns : ${masked} if contains(${key}, c.name) && contains(["mask", "redact"], try(c.tokenize, ""))]`,
  ];
}

/** What is wrong among a dataset's columns, its keys and partitions, and its lookups. */
export const RULES = `[${[
  unknownType(),
  ...COLUMN_RULES,
  ...TOKEN_RULES,
  ...checkRules(`length(${unknownOf("s.columns")}) == 0`),
  ...names(),
  ...patterns(),
  ...keys(),
  ...PARTITION_RULES,
  ...LOOKUP_RULES,
].join(", ")}]`;
