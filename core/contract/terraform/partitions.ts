// rules/partitions.ts as Terraform expressions: what partition_by may name, and what tokenizing does to it.
import { hcl, line } from "./hcl.ts";
import { type DatasetRule, SHARED } from "./named.ts";
import { columnPath, DATASET, lineIf, OWN, unknownColumn, unknownOf } from "./scope.ts";

const PATH = `${DATASET}.partition_by`;
const ENTRIES = "[for p in try(s.partition_by, []) : p]";
/** Entries that can be read. */
const READ = `[for p in ${ENTRIES} : ${SHARED.partitions}[p] if contains(${SHARED.partitionEntries}, p)]`;
const COLUMNS = `[for x in ${READ} : x.column]`;
/** Entries that can be read and name a column. */
const SPECS = `[for x in ${READ} : x if contains(${OWN}, x.column)]`;
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

export const PARTITION_RULES: readonly DatasetRule[] = [
  {
    name: "bad_partition",
    about: "An entry of partition_by is a column, or year, month, day or hour of one.",
    lines: `[for p in ${ENTRIES} : ${line("bad_partition", PATH, { entry: hcl("p") })} if !contains(${SHARED.partitionEntries}, p)]`,
  },
  {
    name: "partition_column",
    about: "The dataset has the columns that partition_by names.",
    lines: `[for own in [${OWN}] : [for n in ${COLUMNS} : ${unknownColumn("n", PATH)} if !contains(own, n)]]`,
  },
  {
    name: "tokenized_partition",
    about: "No column that partition_by names is tokenized: its values would be in the paths.",
    lines: `[for named in [${COLUMNS}] : [for c in s.columns : ${tokenized} if contains(named, c.name) && can(tostring(c.tokenize))] if length(named) > 0]`,
  },
  {
    name: "partitions",
    about:
      "Partitions are of a type that can be one, have names of their own, and leave columns in the files.",
    lines: `[for specs in [${SPECS}] : [
      [for i, x in specs : ${line("repeated", PATH, { name: hcl("x.entry") })} if ${twice}],
      [for i, x in specs : ${collision} if !${twice} && ${taken}],
      [for x in specs : ${typed()}],
      ${lineIf(`length(${plain}) > 0 && length(${plain}) == length(toset(${OWN})) && length(${ADDED}) == 0`, line("only_partitions", PATH))}
    ] if length(specs) > 0]`,
  },
];
