// The rules of rules/ that `terraform plan` knows too, as expressions that yield a list of lines for one dataset. What they
// leave out is listed in docs/guide/contract.md.
import { SIMPLE_TYPES } from "../types.ts";
import { CHECK_RULES } from "./checks.ts";
import { COLUMN_RULES, HEADER_RULE } from "./columns.ts";
import { found, hcl, hint, inner, line, list } from "./hcl.ts";
import { LOOKUP_RULES } from "./lookups.ts";
import { type ColumnRule, type DatasetRule, SHARED } from "./named.ts";
import { PARTITION_RULES } from "./partitions.ts";
import { columnPath, DATASET, grouped, OWN, unknownColumn, unknownOf } from "./scope.ts";
import { TOKEN_RULES } from "./tokens.ts";

function unknownType(): ColumnRule {
  const near = hint("c.type", list(SIMPLE_TYPES)) as { hcl: string };
  const meant = hcl(`try("Did you mean \${${SHARED.aliases}[lower(c.type)]}? ", ${near.hcl})`);
  const said = line("unknown_type", ".type", { found: found("c.type"), hint: meant });
  return {
    name: "unknown_type",
    about: "A column's type is one of the contract's.",
    lines: `[for c in ${unknownOf("[c]")} : ${said}]`,
  };
}

function names(): DatasetRule[] {
  const twice = line("duplicate_column", columnPath("n"), { name: hcl("n"), count: hcl("length(g)") });
  const readers = "distinct(g)";
  const last = `element(${readers}, length(${readers}) - 1)`;
  const shared = line("duplicate_from", `${columnPath(last)}.from`, {
    from: hcl("n"),
    names: hcl(`join(", ", ${readers})`),
  });
  const distinct = (names: string): string =>
    `length(s.columns) != length(toset([for c in s.columns : ${names}]))`;
  return [
    {
      name: "duplicate_column",
      about: "No two columns have one name.",
      lines: `[for same in [1] : [for n, g in ${grouped("c in s.columns", "c.name")} : ${twice} if length(g) > 1] if ${distinct("c.name")}]`,
    },
    {
      name: "duplicate_from",
      about: "No two columns are read from one column of the files.",
      lines: `[for same in [1] : [for n, g in ${grouped("c in s.columns", "try(c.from, c.name)", "c.name")} : ${shared} if length(${readers}) > 1] if ${distinct('lookup(c, "from", c.name)')}]`,
    },
  ];
}

function patterns(): DatasetRule[] {
  const bad = (pattern: string): string => `try(contains(${SHARED.badPatterns}, ${pattern}), false)`;
  const own = line("bad_pattern", `${columnPath("c.name")}.pattern`, { pattern: hcl("c.pattern") });
  const path = `${columnPath("c.name")}.clean.${inner(hcl("i"))}.replace.pattern`;
  const inStep = line("bad_pattern", path, { pattern: hcl("step.replace.pattern") });
  // Nearly always there is none, and the columns need no look.
  const wherever = (lines: string): string =>
    `[for same in [1] : ${lines} if length(${SHARED.badPatterns}) > 0]`;
  return [
    {
      name: "bad_pattern",
      about: "A column's pattern is a regular expression of RE2.",
      lines: wherever(`[for c in s.columns : ${own} if ${bad("c.pattern")}]`),
    },
    {
      name: "bad_clean_pattern",
      about: "The pattern of a step that cleans is one too.",
      lines: wherever(
        `[for c in s.columns : [for i, step in try(c.clean, []) : ${inStep} if ${bad("step.replace.pattern")}]]`,
      ),
    },
  ];
}

function keys(): DatasetRule[] {
  const key = "try(s.key, [])";
  const path = `${DATASET}.key`;
  const masked = line("masked_key", `${columnPath("c.name")}.tokenize`, {
    method: hcl("c.tokenize"),
    name: hcl("c.name"),
    where: "key",
  });
  return [
    {
      name: "key_column",
      about: "The dataset has the columns of its key.",
      lines: `[for own in [${OWN}] : [for k in distinct(${key}) : ${unknownColumn("k", path)} if !contains(own, k)]]`,
    },
    {
      name: "repeated_key",
      about: "The key names each column once.",
      lines: `[for k, g in ${grouped(`k in ${key}`, "k")} : ${line("repeated", path, { name: hcl("k") })} if length(g) > 1]`,
    },
    {
      name: "masked_key",
      about: "No column of the key is masked or redacted, or all rows would be one.",
      lines: `[for key in [${key}] : [for c in s.columns : ${masked} if contains(key, c.name) && contains(["mask", "redact"], try(c.tokenize, ""))] if length(key) > 0]`,
    },
  ];
}

/** What is wrong with a column by itself. */
export const KIND_RULES: readonly ColumnRule[] = [unknownType(), ...COLUMN_RULES, ...TOKEN_RULES];

/** What is wrong among a dataset's columns, its keys and partitions, and its lookups. */
export const RULES: readonly DatasetRule[] = [
  HEADER_RULE,
  ...CHECK_RULES,
  ...names(),
  ...patterns(),
  ...keys(),
  ...PARTITION_RULES,
  ...LOOKUP_RULES,
];
