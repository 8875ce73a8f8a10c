// rules/enrich.ts as Terraform expressions, but for lookups that go in a circle, which take a walk of any length.
import { hcl, hint, inner, line, listNames, member } from "./hcl.ts";
import { type DatasetRule, SHARED } from "./named.ts";
import { DATASET, lineIf, OWN, unknownColumn, unknownOf } from "./scope.ts";

const PATH = `${DATASET}.enrich.${inner(hcl("e.lookup"))}`;
const KNOWN = SHARED.names;
const ON = member("e", "on");
const THEIRS = "[for c in o.columns : c.name]";
/** What that dataset's files do not hold. */
const PARTITIONS = `[for p in try(o.partition_by, []) : p if can(regex("^[a-z][a-z0-9_]*$", p))]`;
const OTHERS = `[for o in [for name in [e.lookup] : ${SHARED.sound}[name] if contains(${SHARED.soundNames}, name) && name != d] : o]`;

const each = (body: string): string => `[for e in try(s.enrich, []) : ${body}]`;
const eachOther = (body: string): string => each(`[for o in ${OTHERS} : ${body}]`);

function need(names: string, key: string): string {
  const words = { lookup: hcl("e.lookup"), name: hcl("n") };
  const unknown = line("unknown_lookup_column", `${PATH}.${key}`, {
    ...words,
    columns: listNames(THEIRS),
    hint: hint("n", THEIRS),
  });
  const partition = line("lookup_partition", `${PATH}.${key}`, words);
  return `[for n in ${names} : [
    ${lineIf(`!contains(${THEIRS}, n)`, unknown)},
    ${lineIf(`contains(${THEIRS}, n) && contains(${PARTITIONS}, n)`, partition)}
  ]]`;
}

/** What decides which token a value has. */
function tokenizedHow(column: string): string {
  const ff1 = `" with ff1 (\${try(${column}.ff1.alphabet, "digits")}, tweak '\${try(${column}.ff1.tweak, "")}')"`;
  const method = `try({ hmac = "", ff1 = ${ff1}, vault = " with vault" }[${column}.tokenize], "")`;
  const version = `try(${column}.key_version > 1, false) ? " under key version \${${column}.key_version}" : ""`;
  return `", tokenized\${${method}}\${${version}}"`;
}

/** The shared column on both sides, the first of this dataset's that are named so the last one. */
function joined(): string {
  const said = (column: string): string =>
    `"\${replace(${column}.type, " ", "")}\${can(tostring(${column}.tokenize)) ? ${tokenizedHow(column)} : ""}"`;
  const masks = `[for c in [own, their] : c.tokenize if contains(["mask", "redact"], try(c.tokenize, ""))]`;
  const masked = line("lookup_masked", `${PATH}.on`, { name: hcl(ON), method: hcl("masks[0]") });
  const differ = line("lookup_type", `${PATH}.on`, {
    name: hcl(ON),
    own: hcl(said("own")),
    theirs: hcl(said("their")),
    lookup: hcl("e.lookup"),
  });
  const known = `length(${unknownOf("[own, their]")}) == 0`;
  return `[for own in try([reverse([for c in s.columns : c if c.name == ${ON}])[0]], []) :
    [for their in try([[for c in o.columns : c if c.name == ${ON}][0]], []) : [for masks in [${masks}] : [
      ${lineIf("length(masks) > 0", masked)},
      ${lineIf(`length(masks) == 0 && ${known} && ${said("own")} != ${said("their")}`, differ)}
    ]]]]`;
}

const unknown = line("unknown_lookup", `${PATH}.lookup`, {
  lookup: hcl("e.lookup"),
  datasets: listNames(KNOWN),
  hint: hint("e.lookup", KNOWN),
});
const added = line("added_column", `${PATH}.add`, { name: hcl("n") });

export const LOOKUP_RULES: readonly DatasetRule[] = [
  {
    name: "unknown_lookup",
    about: "A lookup is one of the contract's datasets.",
    lines: each(lineIf(`!contains(${KNOWN}, e.lookup)`, unknown)),
  },
  {
    name: "self_lookup",
    about: "No dataset is looked up in itself.",
    lines: each(lineIf("e.lookup == d", line("self_lookup", `${PATH}.lookup`))),
  },
  {
    name: "lookup_on",
    about: "The dataset has the column that it is joined by.",
    lines: each(`[for n in [${ON}] : ${unknownColumn("n", `${PATH}.on`)} if !contains(${OWN}, n)]`),
  },
  {
    name: "added_column",
    about: "No column that is added is one that the dataset has.",
    lines: each(`[for n in e.add : ${added} if contains(${OWN}, n)]`),
  },
  {
    name: "lookup_their_on",
    about: "The other dataset's files hold the column that is joined by.",
    lines: eachOther(need(`[${ON}]`, "on")),
  },
  {
    name: "lookup_their_add",
    about: "The other dataset's files hold the columns that are added.",
    lines: eachOther(need("distinct(e.add)", "add")),
  },
  {
    name: "lookup_types",
    about: "The column that is joined by is of one type, and tokenized in one way, on both sides.",
    lines: eachOther(joined()),
  },
];
