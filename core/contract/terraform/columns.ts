// rules/columns.ts and rules/values.ts as Terraform expressions: what a column's keys say of its type. In them `c` is a
// kind of column, `t0` its type as { kind, precision, scale }, and `given` its values: { key, value, read }, where `read` is
// a list of the canonical text, empty where the value is not of the type.
import { CODES, DATED, UNPADDED } from "../rules/format.ts";
import { TEXT_KEYS } from "../rules/text-keys.ts";
import { BOOLEAN_HINT, QUOTES_HINT, WITHOUT_ORDER } from "../words.ts";
import { after, CANONICAL } from "./canonical.ts";
import { found, hcl, inner, line, list, text } from "./hcl.ts";
import { type ColumnRule, type DatasetRule, SHARED } from "./named.ts";
import { columnPath } from "./scope.ts";

const at = (key: string): string => `.${key}`;
const ARTICLE = hcl('contains(["a", "e", "i", "o", "u"], substr(c.type, 0, 1)) ? "an" : "a"');
const TYPE = { type: hcl("c.type"), article: ARTICLE };
const ORDERED = '!contains(["string", "boolean"], t0.kind)';

const has = (key: string): string => `contains(ks, ${key})`;

/** The column's type, in a list, where it can be read. */
const TYPE_READ = `[for name in [c.type] : ${SHARED.types}[name] if contains(${SHARED.typeNames}, name)]`;

const KIND = `lookup({ "\\"" = "text", t = "boolean", f = "boolean" }, substr(jsonencode(v), 0, 1), "number")`;
const BOUNDS = `[for key in ["min", "max"] : { key = key, value = c[key] } if ${ORDERED} && ${has("key")}]`;
const CHOICES = `flatten([for key in ["in"] : [for i, v in c[key] : { key = "in.\${i}", value = v }] if ${has("key")}])`;
const DEFAULT = `[for key in ["default"] : { key = key, value = c[key] } if ${has("key")}]`;
const GIVEN = `[for g in concat(${BOUNDS}, ${CHOICES}, ${DEFAULT}) : [for v in [g.value] : [for k in [${KIND}] : merge(g, { read = ${CANONICAL} })][0]][0]]`;

const ofKey = (key: string): string =>
  `[for g in given : g.read[0] if g.key == "${key}" && length(g.read) > 0]`;

function values(): string {
  const hint = hcl(
    `t0.kind != "string" ? "" : k == "boolean" ? ${text(BOOLEAN_HINT)} : ${text(QUOTES_HINT)}`,
  );
  const wrong = line("not_of_type", at(inner(hcl("g.key"))), { found: found("g.value"), hint, ...TYPE });
  const words = { low: "min", lowest: hcl("low"), high: "max", highest: hcl("high") };
  const reversed = line("reversed", at("min"), words);
  const outside = (rule: string): string =>
    line("default_outside", at("default"), { found: found("c.default"), rule });
  const choices = '[for g in given : g.read if startswith(g.key, "in.")]';
  return `[for given in [${GIVEN}] : [
    [for g in given : [for v in [g.value] : [for k in [${KIND}] : ${wrong}]] if length(g.read) == 0],
    [for low in ${ofKey("min")} : [for high in ${ofKey("max")} : ${reversed} if ${after("low", "high")}]],
    [for x in ${ofKey("default")} : [
      [for low in ${ofKey("min")} : ${outside("min")} if ${after("low", "x")}],
      [for high in ${ofKey("max")} : ${outside("max")} if ${after("x", "high")}],
      [for all in [${choices}] : ${outside("in")} if length(all) > 0 && alltrue([for one in all : length(one) > 0]) && !contains(flatten(all), x)]
    ]]
  ]]`;
}

function order(): string {
  const instead = (kind: keyof typeof WITHOUT_ORDER): string =>
    `"${WITHOUT_ORDER[kind]
      .split("{key}")
      .map((part) => inner(part))
      .join(inner(hcl("key")))}"`;
  const said = line("no_order", at(inner(hcl("key"))), {
    key: hcl("key"),
    type: hcl("c.type"),
    instead: hcl(`t0.kind == "string" ? ${instead("string")} : ${instead("boolean")}`),
  });
  return `[for key in ["min", "max"] : ${said} if !(${ORDERED}) && ${has("key")}]`;
}

function lengths(): string[] {
  const textOnly = line("text_only", at(inner(hcl("key"))), { key: hcl("key"), ...TYPE });
  const reversed = line("reversed", at("min_length"), {
    low: "min_length",
    lowest: hcl("c.min_length"),
    high: "max_length",
    highest: hcl("c.max_length"),
  });
  return [
    `[for key in ${list(TEXT_KEYS)} : ${textOnly} if t0.kind != "string" && ${has("key")}]`,
    `[for same in [1] : [for same in [1] : ${reversed} if c.min_length > c.max_length] if ${has('"min_length"')} && ${has('"max_length"')}]`,
  ];
}

function format(): string {
  const any = (...of: string[]): string => `length(setintersection(codes, ${list(of)})) > 0`;
  const dated = DATED.map((all) => all.map((of) => any(...of)).join(" && ")).join(" || ");
  const isKnown = `m[1] != "" && strcontains(m[0] == "-" ? ${text(UNPADDED)} : ${text(CODES)}, m[1])`;
  const noCode = `": there is no \${unknown[0]}"`;
  const noDay = `": a \${t0.kind} needs a year, a month and a day"`;
  const said = line("bad_format", at("format"), { format: hcl("c.format"), because: hcl("because") });
  const because = `length(unknown) > 0 ? ${noCode} : length(codes) == 0 ? "" : ${dated} ? "none" : ${noDay}`;
  return `[for f in [c.format] : [
    [for same in [1] : ${line("format_type", at("format"), TYPE)} if !contains(["date", "timestamp"], t0.kind)],
    [for all in [regexall("(?s)%(-?)(.?)", f)] : [for unknown in [[for m in all : "%\${m[0]}\${m[1]}" if !(${isKnown})]] :
      [for codes in [[for m in all : m[1]]] : [for because in [${because}] : ${said} if because != "none"]]] if contains(["date", "timestamp"], t0.kind)]
  ]]`;
}

/** Lines on the columns that have one of these keys; `body` sees the column, its keys and its type. */
const columnRule = (name: string, about: string, keys: readonly string[], body: string): ColumnRule => ({
  name,
  about,
  lines: `[for ks in [keys(c)] : [for t0 in ${TYPE_READ} : ${body}] if length(setintersection(ks, ${list(keys)})) > 0]`,
});

export const COLUMN_RULES: readonly ColumnRule[] = [
  columnRule(
    "order",
    "Only a column whose type has an order has a least and a greatest value.",
    ["min", "max"],
    order(),
  ),
  columnRule(
    "values",
    "The values that a column names are of its type, and its default is one that it takes.",
    ["min", "max", "in", "default"],
    values(),
  ),
  columnRule(
    "text_keys",
    "Lengths and a pattern are a text's, the lesser length first.",
    TEXT_KEYS,
    `[${lengths().join(", ")}]`,
  ),
  columnRule("format", "A format is for days and times, and names all that they need.", ["format"], format()),
];

export const HEADER_RULE: DatasetRule = {
  name: "from_without_header",
  about: "Where files have no header, no column says which column of theirs it is.",
  lines: `[for same in [1] : [for c in s.columns : ${line("from_without_header", `${columnPath("c.name")}.from`)} if can(c.from)] if !try(s.source.header, true)]`,
};
