// rules/partitions.ts as Terraform expressions: what partition_by may name, and what tokenizing does to it.
import { PARTITION_PATTERN } from "../partition.ts";
import { hcl, line, text } from "./hcl.ts";
import { columnPath, DATASET, lineIf, OWN, unknownColumn, unknownOf } from "./scope.ts";

const PATH = `${DATASET}.partition_by`;
const READ = `regex(${text(PARTITION_PATTERN)}, p)`;
const ENTRIES = "[for p in try(s.partition_by, []) : p]";
const COLUMNS = `[for p in ${ENTRIES} : coalesce(${READ}[0], ${READ}[2]) if can(${READ})]`;
/** Entries that can be read and name a column: { entry, column, transform, name }. */
const SPECS = `[for p in ${ENTRIES} : [for m in [${READ}] : {
  entry = p, column = coalesce(m[0], m[2]), transform = m[1] == null ? "" : m[1], name = m[0] != null ? m[0] : "\${m[2]}_\${m[1]}"
}][0] if can(${READ}) && contains(${OWN}, try(coalesce(${READ}[0], ${READ}[2]), ""))]`;
const ADDED = "flatten([for e in try(s.enrich, []) : e.add])";

/** A spec `x` against the type of its column, of which `kind` is the kind. */
function typed(): string {
  const words = {
    entry: hcl("x.entry"),
    name: hcl("x.column"),
    type: hcl("kind"),
    article: hcl('contains(["a", "e", "i", "o", "u"], substr(kind, 0, 1)) ? "an" : "a"'),
  };
  const other = hcl(`kind == "double" ? "Partition by another column." : "Write day(\${x.column})."`);
  const identity = line("partition_type", PATH, { ...words, instead: other });
  const transform = line("partition_transform", PATH, {
    ...words,
    needs: hcl('x.transform == "hour" ? "a timestamp" : "a date or a timestamp"'),
    instead: hcl(`kind == "date" ? "day(\${x.column})" : "\${x.column} itself"`),
  });
  const fits = '(kind == "timestamp" || kind == "date" && x.transform != "hour")';
  return `[for kind in [for c in [for c in s.columns : c if c.name == x.column] : startswith(c.type, "decimal") ? "decimal" : c.type if length(${unknownOf("[c]")}) == 0] : [
    ${lineIf('x.transform == "" && contains(["double", "timestamp"], kind)', identity)},
    ${lineIf(`x.transform != "" && !${fits}`, transform)}
  ]]`;
}

const twice = "contains([for y in slice(specs, 0, i) : y.name], x.name)";
const taken = `x.transform != "" && contains(concat(${OWN}, ${ADDED}), x.name)`;
const tokenized = line("tokenized_partition", `${columnPath("c.name")}.tokenize`, { name: hcl("c.name") });
const collision = line("partition_collision", PATH, { entry: hcl("x.entry"), name: hcl("x.name") });
const plain = 'toset([for x in specs : x.name if x.transform == ""])';

export const PARTITION_RULES: readonly string[] = [
  `[for p in ${ENTRIES} : ${line("bad_partition", PATH, { entry: hcl("p") })} if !can(${READ})]`,
  `[for n in ${COLUMNS} : ${unknownColumn("n", PATH)} if !contains(${OWN}, n)]`,
  `[for c in s.columns : ${tokenized} if can(tostring(c.tokenize)) && contains(${COLUMNS}, c.name)]`,
  `[for specs in [${SPECS}] : [
    [for i, x in specs : ${line("repeated", PATH, { name: hcl("x.entry") })} if ${twice}],
    [for i, x in specs : ${collision} if !${twice} && ${taken}],
    [for x in specs : ${typed()}],
    ${lineIf(`length(${plain}) > 0 && length(${plain}) == length(toset(${OWN})) && length(${ADDED}) == 0`, line("only_partitions", PATH))}
  ]]`,
];
