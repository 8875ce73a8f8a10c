// What the page shows: the one schema of its data. Whoever collects it fills this shape, and the views read nothing else.
import * as z from "zod";
import { MODEL_KINDS } from "../../warehouse/models/project/kinds.ts";

const time = z.string().describe("ISO 8601, UTC");
const cell = z.string().nullable();

/** Rows as a table shows them: every value is text, null is null. */
export const rowsSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(cell)),
});

/** What breaks the contract in a row's text: from and to are offsets in UTF-16 units, as JavaScript cuts texts. */
export const markSchema = z.object({ from: z.number(), to: z.number(), reasons: z.array(z.string()) });

export const quarantinedSchema = z.object({
  run_id: z.string(),
  line: z.number().optional(),
  reasons: z.array(z.string()),
  text: z.string(),
  marks: z.array(markSchema),
});

export const columnProfileSchema = z.object({
  name: z.string(),
  type: z.string(),
  nulls: z.number(),
  /** About so many: engines estimate it. Absent where values cannot be compared. */
  distinct: z.number().optional(),
  min: cell.optional(),
  max: cell.optional(),
  /** The most frequent values, and how many rows have each. */
  top: z.array(z.object({ value: cell, rows: z.number() })),
});

export const profileSchema = z.object({ rows: z.number(), columns: z.array(columnProfileSchema) });

export const datasetSchema = z.object({
  name: z.string(),
  description: z.string().optional(),
  /** What the files are like, such as `csv, gzip`. */
  source: z.string(),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      required: z.boolean(),
      description: z.string().optional(),
      /** In the contract's words, such as `min 0` or `clean trim, lower`. */
      rules: z.array(z.string()),
      tokenize: z.string().optional(),
    }),
  ),
  /** What holds for the dataset as a whole, as name and value. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  profile: profileSchema.optional(),
  /** Why there is no profile or sample, in the engine's words. */
  trouble: z.string().optional(),
  curated: rowsSchema.optional(),
  quarantined: z.array(quarantinedSchema),
});

export const runSchema = z.object({
  run_id: z.string(),
  dataset: z.string(),
  state: z.enum(["curated", "rejected", "source_missing", "oversize"]),
  file: z.string(),
  bytes: z.number(),
  rows_in: z.number(),
  rows_curated: z.number(),
  rows_quarantined: z.number(),
  reasons: z.record(z.string(), z.number()),
  rejected: z.object({ reason: z.string(), message: z.string() }).optional(),
  seconds: z.number(),
  committed_at: time,
  cataloged_at: time.optional(),
  loaded_at: time.optional(),
  load_error: z.string().optional(),
  delivered_to: z.array(z.string()),
});

export const testSchema = z.object({
  name: z.string(),
  /** unknown: it has not run yet, or there is no ledger to read. */
  state: z.enum(["passed", "failed", "warned", "error", "skipped", "unknown"]),
  detail: z.string().optional(),
});

export const modelSchema = z.object({
  name: z.string(),
  kind: z.enum(MODEL_KINDS),
  /** The file, relative to models/. */
  path: z.string(),
  /** The relation in the warehouse, as `schema.name`. */
  place: z.string(),
  tags: z.array(z.string()),
  reads: z.array(z.string()),
  sql: z.string(),
  tests: z.array(testSchema),
  /** Of the last run that says something of it. */
  last: z
    .object({
      state: z.string(),
      at: time,
      rows: z.number().optional(),
      seconds: z.number().optional(),
      detail: z.string().optional(),
    })
    .optional(),
  sample: rowsSchema.optional(),
  trouble: z.string().optional(),
});

export const queueSchema = z.object({
  name: z.string(),
  waiting: z.number(),
  in_flight: z.number(),
  /** True for a queue that holds what was given up. */
  dead: z.boolean(),
  /** Where a redrive would send it; absent where it has nowhere to go. */
  returns_to: z.string().optional(),
  sample: z.array(z.object({ id: z.string(), sent_at: time, text: z.string() })),
});

export const topicSchema = z.object({
  name: z.string(),
  datasets: z.array(z.string()),
  models: z.array(z.string()),
  as: z.string(),
  subscriptions: z.array(z.object({ protocol: z.string(), endpoint: z.string(), confirmed: z.boolean() })),
});

export const accessSchema = z.object({
  counts: z.object({
    roles: z.number(),
    allowed: z.number(),
    used: z.number(),
    rarely: z.number(),
    unused: z.number(),
    denied: z.number(),
  }),
  permissions: z.array(
    z.object({ role: z.string(), action: z.string(), used: z.boolean(), why: z.string().optional() }),
  ),
  denied: z.array(
    z.object({
      role: z.string(),
      action: z.string(),
      resource: z.string(),
      times: z.number(),
      last: time,
    }),
  ),
});

/** One call that opened tokens, or was refused. */
export const openingSchema = z.object({
  id: z.string(),
  at: time,
  /** `_unknown` where the request named no dataset of the contract. */
  dataset: z.string(),
  event: z.enum(["detokenized", "refused"]),
  caller: z.string(),
  /** In the caller's words. */
  purpose: z.string().optional(),
  columns: z.array(z.string()),
  /** Values that were opened. */
  opened: z.number().optional(),
  /** Why it was refused. */
  problem: z.string().optional(),
});

/** Sums over the runs of a dataset. The names are those of `check --json`. */
export const countsSchema = z.object({
  dataset: z.string(),
  files: z.number(),
  files_rejected: z.number(),
  rows_in: z.number(),
  rows_curated: z.number(),
  rows_quarantined: z.number(),
  reasons: z.record(z.string(), z.number()),
  bytes_in: z.number(),
});

export const alarmSchema = z.object({
  name: z.string(),
  state: z.string(),
  since: time,
  description: z.string(),
  reason: z.string(),
});

/** A job of Batch: one of the contract's, or one that imports what no function holds. */
export const jobSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** In Batch's words, such as `RUNNING`. */
  state: z.string(),
  created: time,
  /** Absent while it has not started, or runs. */
  seconds: z.number().optional(),
  attempts: z.number(),
  /** Of an array: how many of its tasks are in which state. */
  tasks: z.record(z.string(), z.number()).optional(),
  /** Why it is as it is, in the words of Batch and by the exit codes of its containers. */
  reason: z.string().optional(),
  /** The last lines that it has logged; of an array, those of a task that failed. */
  tail: z.array(z.string()),
});

/** What changes from minute to minute: the console asks for it again and again. */
export const liveSchema = z.object({
  at: time,
  counts: z.array(countsSchema),
  queues: z.array(queueSchema),
  alarms: z.array(alarmSchema),
  /** The newest first, at most as many as `MOST_RUNS`. */
  runs: z.array(runSchema),
  /** The newest first, at most as many as `MOST_JOBS`; absent where the pipeline has none of Batch. */
  jobs: z.array(jobSchema).optional(),
});

export const pageSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  /** Where it was seen, such as `the local AWS in us-east-1`. */
  place: z.string(),
  live: liveSchema,
  datasets: z.array(datasetSchema),
  models: z.array(modelSchema),
  /** Why nothing is known of the models' last run, where that is so. */
  models_trouble: z.string().optional(),
  /** The newest first. */
  openings: z.array(openingSchema),
  topics: z.array(topicSchema),
  exports: z.array(z.string()),
  /** Groups that may use the REST API; absent where there is none. */
  api: z.object({ groups: z.array(z.string()) }).optional(),
  /** Absent where no account of permissions is kept, as on AWS itself. */
  access: accessSchema.optional(),
  /** Engines of the query box, in the console only. */
  engines: z.array(z.enum(["athena", "redshift"])),
});

export type Page = z.output<typeof pageSchema>;
export type Live = z.output<typeof liveSchema>;
export type Dataset = z.output<typeof datasetSchema>;
export type Model = z.output<typeof modelSchema>;
export type ModelTest = z.output<typeof testSchema>;
export type Run = z.output<typeof runSchema>;
export type Queue = z.output<typeof queueSchema>;
export type Opening = z.output<typeof openingSchema>;
export type Topic = z.output<typeof topicSchema>;
export type Access = z.output<typeof accessSchema>;
export type Counts = z.output<typeof countsSchema>;
export type Quarantined = z.output<typeof quarantinedSchema>;
export type Mark = z.output<typeof markSchema>;
export type Profile = z.output<typeof profileSchema>;
export type ColumnProfile = z.output<typeof columnProfileSchema>;
export type Rows = z.output<typeof rowsSchema>;
export type Job = z.output<typeof jobSchema>;
export type Alarm = z.output<typeof alarmSchema>;
