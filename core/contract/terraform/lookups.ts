// rules/enrich.ts as Terraform expressions, but for lookups that go in a circle, which take a walk of any length.
import { hcl, hint, inner, line, listNames, member } from "./hcl.ts";
import { DATASET, lineIf, OWN, unknownColumn, unknownOf } from "./scope.ts";

const PATH = `${DATASET}.enrich.${inner(hcl("e.lookup"))}`;
const KNOWN = "keys(datasets)";
const ON = member("e", "on");
const THEIRS = "[for c in o.columns : c.name]";
/** What that dataset's files do not hold. */
const PARTITIONS = `[for p in try(o.partition_by, []) : p if can(regex("^[a-z][a-z0-9_]*$", p))]`;
const OTHERS = "[for o in try([all[e.lookup]], []) : o if e.lookup != d]";

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

export const LOOKUP_RULES: readonly string[] = [
  each(lineIf(`!contains(${KNOWN}, e.lookup)`, unknown)),
  each(lineIf("e.lookup == d", line("self_lookup", `${PATH}.lookup`))),
  each(`[for n in [${ON}] : ${unknownColumn("n", `${PATH}.on`)} if !contains(${OWN}, n)]`),
  each(`[for n in e.add : ${added} if contains(${OWN}, n)]`),
  eachOther(need(`[${ON}]`, "on")),
  eachOther(need("distinct(e.add)", "add")),
  eachOther(joined()),
];
