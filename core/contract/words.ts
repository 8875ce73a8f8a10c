// What is said of a wrong contract: each fault's words once, for the command, the handlers and `terraform plan`.
// {braces} are filled in by say() here and become HCL interpolations in terraform/.

export interface Words {
  readonly message: string;
  readonly fix: string;
}

const TYPES = "string, int, bigint, double, boolean, date, timestamp, decimal(precision,scale)";

export const WORDS = {
  // Shapes, drawn from the schema.
  missing: { message: "missing", fix: "Write for example {example}." },
  unknown_key: { message: 'unknown key "{key}"', fix: "{hint}The keys here are: {keys}." },
  unknown_value: { message: "unknown value {found}", fix: "{hint}Write one of: {values}." },
  wrong_value: { message: "expected {expects}, found {found}", fix: "{hint}Write for example {example}." },
  inexact_number: {
    message: "the number has more digits than are kept",
    fix: "Put it in quotes.",
  },

  // Columns.
  unknown_type: { message: "unknown type {found}", fix: `{hint}Write one of: ${TYPES}.` },
  duplicate_column: {
    message: '{count} columns are named "{name}"',
    fix: "Keep one, or give each a name of its own.",
  },
  duplicate_from: {
    message: 'the columns {names} all read "{from}"',
    fix: "Keep one of them.",
  },
  bad_pattern: {
    message: "'{pattern}' is not a regular expression in RE2's syntax",
    fix: "Close every ( and [; RE2 has no lookaround, no backreferences, and names groups (?P<name>…).",
  },
  bad_replacement: {
    message: "'{with}' refers to a group that '{pattern}' does not have",
    fix: "Write \\1 to \\9 for a group of the pattern, and \\\\ for a backslash.",
  },
  text_only: {
    message: "{key} is for text, and the column is {article} {type}",
    fix: "Remove it, or make the column a string.",
  },
  no_order: {
    message: "{key} needs a type with an order, and the column is a {type}",
    fix: "{instead}",
  },
  not_of_type: {
    message: "{found} is not a value of type {type}",
    fix: "{hint}Write {article} {type}.",
  },
  reversed: { message: "{low} is {lowest}, above {high}, which is {highest}", fix: "Swap the two." },
  default_outside: {
    message: "{found} would break the column's own rule {rule}",
    fix: "Write a value that it allows.",
  },
  format_type: {
    message: "a format is for dates and timestamps, and the column is {article} {type}",
    fix: "Remove it, or make the column a date or a timestamp.",
  },
  bad_format: {
    message: "'{format}' is not a format in strptime's codes{because}",
    fix: "Write for example '%d/%m/%Y' or '%Y-%m-%d %H:%M:%S'.",
  },
  from_without_header: {
    message: "the files have no header to find it in",
    fix: "Remove it: columns are taken in their order.",
  },

  // Keys, partitions and tokens.
  unknown_column: { message: 'no column is named "{name}"', fix: "{hint}The columns are: {columns}." },
  repeated: { message: '"{name}" is listed twice', fix: "Remove one." },
  masked_key: {
    message: "{method} makes one value of many, and this column tells rows apart",
    fix: "Write tokenize: hmac, or take {name} out of {where}.",
  },
  tokenized_partition: {
    message: 'partition_by uses "{name}", and a partition\'s value is in plain text in every path',
    fix: "Remove tokenize, or partition by another column.",
  },
  bad_partition: {
    message: '"{entry}" is neither a column nor year, month, day or hour of one',
    fix: "Write for example day(ordered_at).",
  },
  partition_transform: {
    message: "{entry} needs {needs}, and {name} is {article} {type}",
    fix: "Partition by {instead}.",
  },
  partition_type: {
    message: "a partition's value is part of a path, which {article} {type} does not fit",
    fix: "{instead}",
  },
  partition_collision: {
    message: '{entry} makes a column "{name}", which is there already',
    fix: "Rename the other one, or partition by another column.",
  },
  only_partitions: {
    message: "every column is a partition, which leaves none for the files",
    fix: "Partition by fewer columns, or by day(…) of one.",
  },

  other_method: {
    message: "{key} is for {methods}, and the column {says}",
    fix: "Remove it, or write {instead}.",
  },
  ff1_type: {
    message: "ff1 keeps the form of texts and whole numbers, and the column is {article} {type}",
    fix: "Write tokenize: hmac or tokenize: vault.",
  },
  kept_symbol: {
    message: "{found} has characters of the alphabet {alphabet}, which are encrypted",
    fix: "Keep other characters, or write another alphabet.",
  },

  // Lookups.
  unknown_lookup: { message: 'no dataset is named "{lookup}"', fix: "{hint}The datasets are: {datasets}." },
  self_lookup: { message: "a dataset cannot look itself up", fix: "Name another dataset." },
  lookup_cycle: { message: "the lookups go in a circle: {circle}", fix: "Remove one of them." },
  unknown_lookup_column: {
    message: 'the dataset "{lookup}" has no column "{name}"',
    fix: "{hint}Its columns are: {columns}.",
  },
  lookup_partition: {
    message: 'the dataset "{lookup}" is partitioned by "{name}", so its files do not hold it',
    fix: "Partition that dataset by another column.",
  },
  lookup_type: {
    message: '"{name}" is {own} here and {theirs} in "{lookup}"',
    fix: "Give both the same type and the same tokenize.",
  },
  lookup_masked: {
    message: '"{name}" is tokenized with {method}, which leaves nothing to look up by',
    fix: "Write tokenize: hmac in both datasets, or look up by another column.",
  },
  added_column: {
    message: '"{name}" is there already',
    fix: "Add a column of another name.",
  },

  // The API.
  unknown_dataset: { message: 'no dataset is named "{name}"', fix: "{hint}The datasets are: {datasets}." },
  unknown_query: {
    message: 'no query is named "{name}"',
    fix: "{hint}Write it under api.queries{queries}.",
  },
  unknown_topic: {
    message: 'no topic is named "{name}"',
    fix: "{hint}Write it under deliver{topics}.",
  },
  fifo_topic: {
    message: '"{name}" is a FIFO topic, which delivers to queues alone',
    fix: "Remove it, or deliver the same to a topic without fifo.",
  },
  nothing_tokenized: {
    message: 'no column of "{name}" is tokenized',
    fix: "Remove it, or write tokenize on one of its columns.",
  },
  nothing_to_open: {
    message: 'no column of "{name}" has tokens that can be opened',
    fix: "Remove it, or write tokenize: ff1 or tokenize: vault on one of its columns.",
  },
  positional_parameter: {
    message: "a ? has no name",
    fix: "Write :name in its place, and its type under parameters.",
  },
  undeclared_parameter: {
    message: ":{name} has no type",
    fix: "{hint}Write it under parameters, for example {name}: string.",
  },
  models_of_athena: {
    message: "the engine is athena, which reads no models",
    fix: "Write engine: redshift, or remove models.",
  },
  unused_parameter: {
    message: "the query's text has no :{name}",
    fix: "Write it into the text, or remove the parameter.",
  },

  // Checks, sources and the rest.
  duplicate_check: { message: 'two checks are named "{name}"', fix: "Give each a name of its own." },
  bad_expression: { message: "character {position}: {because}", fix: "Fix the expression." },
  same_delimiter: {
    message: "the delimiter and the quote are both {found}",
    fix: "Write another for one of them.",
  },
  bad_delimiter: { message: "{found} cannot be one", fix: "Write for example {example}." },
  not_for_format: { message: "{key} is for csv and tsv, and the format is {format}", fix: "Remove it." },
  unknown_encoding: {
    message: "unknown encoding {found}",
    fix: "Write for example utf-8, utf-16, latin1 or windows-1252.",
  },
  expires_first: {
    message: "{expire} days are over before the {archive} of archive_after_days",
    fix: "Expire after archiving, or remove one of the two.",
  },
  no_datasets: { message: "there is no dataset", fix: "Write at least one under datasets." },

  // Deliveries.
  delivers_nothing: {
    message: "there is nothing to deliver",
    fix: "Write at least one under datasets or models.",
  },
  undelivered_column: {
    message: 'the dataset "{dataset}" has no column "{name}"',
    fix: "{hint}Its columns are: {columns}.",
  },

  // Jobs.
  starts_twice: {
    message: "a job starts by a dataset or by a schedule, not by both",
    fix: "Remove one of curated and schedule, or write two jobs.",
  },
  bad_schedule: { message: "{because}", fix: "Write for example cron(0 6 * * ? *) or rate(1 hour)." },
  unknown_timezone: {
    message: 'no time zone is named "{name}"',
    fix: "Write for example UTC or Europe/London.",
  },
  reads_no_run: {
    message: 'no run of "{name}" starts this job',
    fix: "Write all, or start.curated: {name}.",
  },
  array_unread: {
    message: 'the job does not read "{name}"',
    fix: "Write it under reads, or one that is there: {reads}.",
  },
  reserved_variable: {
    message: "names that begin with AWS_, ECS_ or HEADRACE_ are given to the job by others",
    fix: "Write another name.",
  },
  no_fargate_size: {
    message: "no task has {vcpus} vCPU and {memory} MiB",
    fix: "Write one of: {sizes}.",
  },
  job_loop: {
    message: 'what the job writes makes "{dataset}" curated, which starts it again',
    fix: "Start it by a schedule, or by a dataset that does not come of it.",
  },

  // YAML and JSON themselves.
  unreadable: { message: "{because}", fix: "{fix}" },
  unquoted_date: {
    message: "an unquoted date is read as {found}",
    fix: "Put it in quotes.",
  },
} as const satisfies Record<string, Words>;

export type Fault = keyof typeof WORDS;

/** What is found where true or false came for a text: YAML 1.1, which Terraform reads, has these words for it. */
export const BOOLEAN_HINT =
  "An unquoted y, n, yes, no, on or off is read as true or false: put it in quotes. ";

/** What is found where a number came for a text. */
export const QUOTES_HINT = "Put it in quotes. ";

/** What to write instead of {key}, min or max, for a column without an order. */
export const WITHOUT_ORDER = {
  string: "Write {key}_length, or a pattern.",
  boolean: "Remove it, or write in: [true].",
} as const;

/** What an expression says of a column that is not there. */
export const NO_COLUMN = 'no column is named "{name}"; there are {columns}';

/** In a mapping between braces the comma of an unquoted decimal(12,2) begins the next key. */
export const TYPE_HINT = 'Put a type with a comma in quotes: "decimal(12,2)". ';

/** At most so many names are listed. */
export const LISTED = 20;

export const listNames = (names: readonly string[]): string =>
  names.slice(0, LISTED).join(", ") + (names.length > LISTED ? ", …" : "");

export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{([a-z]+)\}/g, (_, key: string) => values[key] ?? "");

/** "a string", "an int". */
export const article = (noun: string): "a" | "an" => (/^[aeiou]/.test(noun) ? "an" : "a");
