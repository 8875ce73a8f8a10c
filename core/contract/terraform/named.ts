// The expressions that judge a contract are written as named locals, one for each rule, each with a line on what it is: so
// that a module that holds them can be read, and the difference of two releases.

export interface NamedLocal {
  /** `local.NAME` */
  readonly name: string;
  /** One sentence: the comment above it. */
  readonly about: string;
  /** A bare Terraform expression. */
  readonly expression: string;
}

/** What is looked at in each dataset `s`, called `d`, whose shape is right: an expression that yields lines, in lists of lists. */
export interface DatasetRule {
  readonly name: string;
  readonly about: string;
  readonly lines: string;
}

/**
 * What is looked at in each kind of column `c`: what it says of its type, tokens and values, whatever its name is. Its lines,
 * in lists of lists, begin where the column's path ends. An estate has few kinds of columns, and each is judged once.
 */
export type ColumnRule = DatasetRule;

/** Names of the locals that the rules share. */
export const SHARED = {
  /** The datasets of the right shape. */
  sound: "local.contract_sound",
  /** Their names. */
  soundNames: "local.contract_sound_names",
  /** Names of all datasets. */
  names: "local.contract_names",
  /** JSON of a kind of column → that kind. */
  kinds: "local.contract_column_kinds",
  /** The JSON of faulty kinds → their lines. */
  kindLines: "local.contract_kind_lines",
  /** Type as it is written → { kind, precision, scale }, of every column type that can be read. */
  types: "local.contract_types",
  /** The keys of `types`, and all simple types. */
  typeNames: "local.contract_type_names",
  /** Other systems' name of a type → ours. */
  aliases: "local.contract_type_aliases",
  /** Entry of partition_by → { entry, column, transform, name }, of all that can be read. */
  partitions: "local.contract_partitions",
  /** The keys of `partitions`. */
  partitionEntries: "local.contract_partition_entries",
  /** Patterns that are no regular expressions of RE2. */
  badPatterns: "local.contract_bad_patterns",
} as const;
