// rules/checks.ts and rules/source.ts as Terraform expressions, as far as they go: names that occur twice, columns that an
// expression names and the dataset lacks, retention. Terraform has no parser for the grammar, and none is pretended: an
// expression is cut into its tokens, and only a name that can be nothing but a column is looked up.
import { RESERVED } from "../expression/parser.ts";
import { LISTED, NO_COLUMN } from "../words.ts";
import { found, hcl, inner, line, list, text } from "./hcl.ts";
import type { DatasetRule } from "./named.ts";
import { DATASET, grouped, lineIf, OWN, TYPES_KNOWN } from "./scope.ts";

/** The lexer's tokens; what is none of them is one by itself. */
const TOKENS =
  "(?s)(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[A-Za-z_][A-Za-z0-9_]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\s+|.";
/** A quote by itself: what follows it is no token. */
const UNCLOSED = `length(setintersection(tokens, ["'", "\\""])) > 0`;
const NEXT = `try(trimspace(tokens[x.i + 1]) == "" ? tokens[x.i + 2] : tokens[x.i + 1], "")`;
/** Tokens that may be a column and are none of the dataset's: the few that are left are looked into. */
const CANDIDATES = `[for i, t in tokens : { i = i, t = t } if length(regexall("^[A-Za-z_\\"]", t)) > 0 && !contains(own, t) && !contains(${list([...RESERVED])}, lower(t))]`;
const IS_COLUMN = [
  'startswith(x.t, "\\"")',
  `next != "(" && !(contains(["date", "timestamp"], lower(x.t)) && startswith(next, "'"))`,
].join(" || ");
/** A word is neither a column nor reserved, or a name is in quotes. Nearly every expression ends here. */
const DOUBTED = `length(setsubtract(regexall("[A-Za-z_][A-Za-z0-9_]*|\\"", check.expression), concat(own, ${list([...RESERVED])}))) > 0`;
const NAME = `startswith(x.t, "\\"") ? replace(substr(x.t, 1, length(x.t) - 2), "\\"\\"", "\\"") : x.t`;

function unknownColumns(): string {
  const [before = "", between = "", after = ""] = NO_COLUMN.split(/\{[a-z]+\}/);
  const because = hcl(`"${inner(before, hcl("n"), between, hcl("known"), after)}"`);
  const position = hcl('length(join("", slice(tokens, 0, x.i))) + 1');
  const said = line("bad_expression", `${DATASET}.checks.${inner(hcl("check.name"))}.expression`, {
    position,
    because,
  });
  const known = `join(", ", slice(distinct(own), 0, min(${LISTED}, length(distinct(own)))))`;
  const unknown = `[for x in ${CANDIDATES} : [for next in [${NEXT}] : [for n in [${NAME}] : ${said} if !contains(own, n)] if ${IS_COLUMN}]]`;
  return `[for own in [${OWN}] : [for check in try(s.checks, []) : [for tokens in [regexall(${text(TOKENS)}, check.expression)] : [for known in [${known}] :
    [for first in [flatten(${unknown})] : slice(first, 0, min(1, length(first)))] if !(${UNCLOSED})]]
    if can(regex(${text("^[\\x00-\\x7F]*$")}, check.expression)) && ${DOUBTED}]]`;
}

function duplicates(): string {
  const said = line("duplicate_check", `${DATASET}.checks.${inner(hcl("n"))}.name`, { name: hcl("n") });
  return `[for n, g in ${grouped("x in try(s.checks, [])", "x.name")} : ${said} if length(g) > 1]`;
}

function retention(): string {
  const days = (key: string): string => `s.retention.${key}_after_days`;
  const words = { archive: hcl(days("archive")), expire: hcl(days("expire")) };
  const said = line("expires_first", `${DATASET}.retention.expire_after_days`, words);
  return lineIf(`try(${days("expire")} <= ${days("archive")}, false)`, said);
}

function source(): string {
  const at = (key: string): string => `${DATASET}.source.${key}`;
  const format = 'try(s.source.format, "csv")';
  const isDelimited = `contains(["csv", "tsv"], ${format})`;
  const notFor = (key: string, what: string): string =>
    line("not_for_format", at(key), { key: what, format: hcl(format) });
  const delimiter = `try(s.source.delimiter, ${format} == "tsv" ? "\\t" : ",")`;
  const bad = line("bad_delimiter", at(inner(hcl("key"))), {
    found: found("mark"),
    example: hcl('key == "quote" ? "quote: \'\\"\'" : "delimiter: \';\'"'),
  });
  const same = line("same_delimiter", at(inner(hcl('can(s.source.delimiter) ? "delimiter" : "quote"'))), {
    found: found("mark"),
  });
  return `[
    ${lineIf(`!${isDelimited} && can(s.source.delimiter)`, notFor("delimiter", "a delimiter"))},
    ${lineIf(`!${isDelimited} && !try(s.source.header, true)`, notFor("header", "a header"))},
    [for key in ["delimiter", "quote"] : [for mark in try([s.source[key]], []) : ${bad} if contains(["\\r", "\\n"], mark)]],
    [for mark in [${delimiter}] : ${same} if ${isDelimited} && mark == try(s.source.quote, "\\"")]
  ]`;
}

export const CHECK_RULES: readonly DatasetRule[] = [
  { name: "duplicate_check", about: "No two checks of a dataset have one name.", lines: duplicates() },
  {
    name: "check_columns",
    about: "The expression of a check names columns that the dataset has.",
    lines: `[for same in [1] : ${unknownColumns()} if can(s.checks) && ${TYPES_KNOWN}]`,
  },
  { name: "retention", about: "Rows expire after they are archived.", lines: retention() },
  {
    name: "source",
    about: "What is said of a source is for its format, and its delimiter and its quote are two characters.",
    lines: `[for same in [1] : ${source()} if can(s.source)]`,
  },
];
