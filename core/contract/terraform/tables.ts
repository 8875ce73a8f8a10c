// What the rules look up: each type, partition and pattern of the contract, read once however many columns have it.
import { PARTITION_PATTERN } from "../partition.ts";
import { FOREIGN_GROUP } from "../rules/regex.ts";
import { DECIMAL_PATTERN, SIMPLE_TYPES, TYPE_ALIASES } from "../types.ts";
import { list, text } from "./hcl.ts";
import { type NamedLocal, SHARED } from "./named.ts";

/** All values of one kind in the sound datasets, each once. */
const distinct = (perDataset: string): string => `toset(flatten([for s in ${SHARED.sound} : ${perDataset}]))`;

/** What says nothing of a column's kind. */
const NO_KIND = ["name", "from", "description", "required", "clean", "null_values"];
/** The JSON of the kind of column `c`. */
export const KIND = `jsonencode({ for k, v in c : k => v if !contains(${list(NO_KIND)}, k) })`;

const decimals = `[for t in toset([for c in ${SHARED.kinds} : c.type]) : { for m in try([regex(${text(DECIMAL_PATTERN)}, t)], []) :
  t => { kind = "decimal", precision = tonumber(m[0]), scale = tonumber(m[1]) } if tonumber(m[1]) <= tonumber(m[0]) }]`;

const partitions = `[for p in ${distinct("try(s.partition_by, [])")} : { for m in try([regex(${text(PARTITION_PATTERN)}, p)], []) :
  p => { entry = p, column = coalesce(m[0], m[2]), transform = m[1] == null ? "" : m[1], name = m[0] != null ? m[0] : "\${m[2]}_\${m[1]}" } }]`;

/** Quotes stand bare around keys and texts alone, so that nothing but a step that cleans looks like one. */
const REPLACE = text('"replace":\\{"pattern":("(?:[^"\\\\]|\\\\.)*")');
const patterns = `concat([for c in ${SHARED.kinds} : c.pattern if can(c.pattern)], [for m in toset(flatten(regexall(${REPLACE}, local.contract_json))) : jsondecode(m)])`;

const name = (shared: string): string => shared.slice("local.".length);

export const TABLES: readonly NamedLocal[] = [
  {
    name: name(SHARED.soundNames),
    about: "The names of these.",
    expression: `keys(${SHARED.sound})`,
  },
  {
    name: name(SHARED.kinds),
    about:
      "The kinds of columns: all that columns say but their names, what they are read from, and how that is cleaned.",
    // Dataset by dataset: a list of all columns would be one value of many thousand types.
    expression: `{ for kind, columns in merge([for s in ${SHARED.sound} : { for c in s.columns : ${KIND} => c... }]...) : kind => columns[0] }`,
  },
  {
    name: name(SHARED.types),
    about: "The types of columns, by how they are written.",
    expression: `merge({ for k in ${list(SIMPLE_TYPES)} : k => { kind = k, precision = 0, scale = 0 } }, ${decimals}...)`,
  },
  { name: name(SHARED.typeNames), about: "How they are written.", expression: `keys(${SHARED.types})` },
  {
    name: name(SHARED.aliases),
    about: "Other systems' names of types, and ours.",
    expression: `{ ${Object.entries(TYPE_ALIASES)
      .map(([alias, type]) => `${alias} = ${text(type)}`)
      .join(", ")} }`,
  },
  {
    name: name(SHARED.partitions),
    about: "The entries of partition_by that can be read.",
    expression: `merge(${partitions}...)`,
  },
  {
    name: name(SHARED.partitionEntries),
    about: "How they are written.",
    expression: `keys(${SHARED.partitions})`,
  },
  {
    name: name(SHARED.badPatterns),
    about: "Patterns that are no regular expressions, or have what RE2 lacks.",
    // replace() takes a pattern between slashes; regex() would also refuse named groups beside unnamed ones.
    expression: `[for p in ${patterns} : p if !can(replace("", "/\${p}/", "")) || can(regex(${text(FOREIGN_GROUP)}, p))]`,
  },
];
