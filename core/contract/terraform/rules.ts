// The rules of rules/ that `terraform plan` knows too, as expressions that yield a list of lines for one dataset.
// In them `d` is the dataset's name, `s` the dataset, whose shape is right, `all` every dataset of right shape, and
// `datasets` the whole value.
import { PARTITION_PATTERN } from "../partition.ts";
import { FOREIGN_GROUP } from "../rules/regex.ts";
import { DECIMAL_PATTERN, SIMPLE_TYPES, TYPE_ALIASES } from "../types.ts";
import { found, hcl, hint, inner, line, list, listNames, member, text } from "./hcl.ts";

const DATASET = inner("datasets.", hcl("d"));
const column = (name: string): string => `${DATASET}.columns.${inner(hcl(name))}`;
const OWN = "[for c in s.columns : c.name]";

/** Names that stand more than once, each with how often: a mapping of name to list. */
const grouped = (loop: string, key: string, value = key): string => `{ for ${loop} : ${key} => ${value}... }`;

function unknownType(): string {
  const decimal = `regex(${text(DECIMAL_PATTERN)}, c.type)`;
  const fits = `try(tonumber(${decimal}[1]) <= tonumber(${decimal}[0]), false)`;
  const aliases = `{ ${Object.entries(TYPE_ALIASES)
    .map(([alias, type]) => `${alias} = ${text(type)}`)
    .join(", ")} }`;
  const near = hint("c.type", list(SIMPLE_TYPES)) as { hcl: string };
  const meant = hcl(`try("Did you mean \${${aliases}[lower(c.type)]}? ", ${near.hcl})`);
  const said = line("unknown_type", `${column("c.name")}.type`, { found: found("c.type"), hint: meant });
  return `[for c in s.columns : ${said} if !contains(${list(SIMPLE_TYPES)}, c.type) && !${fits}]`;
}

function names(): string[] {
  const twice = line("duplicate_column", column("n"), { name: hcl("n"), count: hcl("length(g)") });
  const readers = "distinct(g)";
  const last = `element(${readers}, length(${readers}) - 1)`;
  const shared = line("duplicate_from", `${column(last)}.from`, {
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
  const own = line("bad_pattern", `${column("c.name")}.pattern`, { pattern: hcl("c.pattern") });
  const path = `${column("c.name")}.clean.${inner(hcl("i"))}.replace.pattern`;
  const inStep = line("bad_pattern", path, { pattern: hcl("step.replace.pattern") });
  return [
    `[for c in s.columns : ${own} if ${bad("c.pattern")}]`,
    `[for c in s.columns : [for i, step in try(c.clean, []) : ${inStep} if ${bad("step.replace.pattern")}]]`,
  ];
}

const unknownColumn = (name: string, path: string): string =>
  line("unknown_column", path, { name: hcl(name), columns: listNames(OWN), hint: hint(name, OWN) });

function keys(): string[] {
  const key = "try(s.key, [])";
  const path = `${DATASET}.key`;
  const masked = line("masked_key", `${column("c.name")}.tokenize`, {
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

function partitions(): string[] {
  const path = `${DATASET}.partition_by`;
  const read = `regex(${text(PARTITION_PATTERN)}, p)`;
  const entries = "[for p in try(s.partition_by, []) : p]";
  const columns = `[for p in ${entries} : coalesce(${read}[0], ${read}[2]) if can(${read})]`;
  const tokenized = line("tokenized_partition", `${column("c.name")}.tokenize`, { name: hcl("c.name") });
  return [
    `[for p in ${entries} : ${line("bad_partition", path, { entry: hcl("p") })} if !can(${read})]`,
    `[for n in ${columns} : ${unknownColumn("n", path)} if !contains(${OWN}, n)]`,
    `[for c in s.columns : ${tokenized} if can(tostring(c.tokenize)) && contains(${columns}, c.name)]`,
  ];
}

function lookups(): string[] {
  const path = `${DATASET}.enrich.${inner(hcl("e.lookup"))}`;
  const known = "keys(datasets)";
  const unknown = line("unknown_lookup", `${path}.lookup`, {
    lookup: hcl("e.lookup"),
    datasets: listNames(known),
    hint: hint("e.lookup", known),
  });
  const on = member("e", "on");
  const theirs = "[for c in o.columns : c.name]";
  const theirColumn = (name: string, key: string): string =>
    line("unknown_lookup_column", `${path}.${key}`, {
      lookup: hcl("e.lookup"),
      name: hcl(name),
      columns: listNames(theirs),
      hint: hint(name, theirs),
    });
  const others = "[for o in try([all[e.lookup]], []) : o if e.lookup != d]";
  const each = (body: string): string => `[for e in try(s.enrich, []) : ${body}]`;
  return [
    each(`[for o in [e] : ${unknown} if !contains(${known}, e.lookup)]`),
    each(`[for o in [e] : ${line("self_lookup", `${path}.lookup`)} if e.lookup == d]`),
    each(`[for n in [${on}] : ${unknownColumn("n", `${path}.on`)} if !contains(${OWN}, n)]`),
    each(
      `[for n in e.add : ${line("added_column", `${path}.add`, { name: hcl("n") })} if contains(${OWN}, n)]`,
    ),
    each(`[for o in ${others} : [for n in [${on}] : ${theirColumn("n", "on")} if !contains(${theirs}, n)]]`),
    each(
      `[for o in ${others} : [for n in distinct(e.add) : ${theirColumn("n", "add")} if !contains(${theirs}, n)]]`,
    ),
  ];
}

/** What is wrong among a dataset's columns, its keys and partitions, and its lookups. */
export const RULES = `[${[
  unknownType(),
  ...names(),
  ...patterns(),
  ...keys(),
  ...partitions(),
  ...lookups(),
].join(", ")}]`;
