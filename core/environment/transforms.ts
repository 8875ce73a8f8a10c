// The transforms function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";
import { exportsSchema } from "../contract/schema.ts";
import { warehouseEnvironment } from "./warehouse.ts";

/**
 * The package in the function's layer that holds the models: `nodejs/node_modules/headrace-models/index.js` in its zip,
 * CommonJS, found through NODE_PATH. No layer, no models. It exports a function that is given `require` for kysely and
 * headrace's own modules, so that its models are made of the handler's very classes, and answers exports by file.
 */
export const MODELS_PACKAGE = "headrace-models";

/**
 * What the function is sent by hand, and by itself to go on. Other events: SQS batches of dataset.curated, and EventBridge
 * schedules as they come (`detail-type` "Scheduled Event").
 */
export const transformsRequestSchema = z.strictObject({
  /** By a job of Batch from its beginning, also where the function would begin it. */
  compute: z.literal("batch").optional(),
  /** Selectors; those of the settings where absent. */
  select: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  /** Builds incremental models whole. */
  fullRefresh: z.boolean().default(false),
  /** Goes on with the last run: what it built stays. */
  resume: z.boolean().default(false),
  /** For a continuation: the run it goes on with, and which part of it this is. */
  run_id: z.string().optional(),
  part: z.number().int().positive().default(1),
});
export type TransformsRequest = z.output<typeof transformsRequestSchema>;

/** What a run of the models is told, in the function or in a job. */
export const modelsEnvironment = z.object({
  ...warehouseEnvironment.shape,
  /** The DAG's name in ledger and lock. */
  DAG: z.string(),
  /** The schema of models that name none. */
  MODELS_SCHEMA: z.string(),
  THREADS: z.coerce.number().int().positive(),
  /** s3:// URI of the settings as JSON. */
  SETTINGS_URI: z.string().startsWith("s3://"),
  /** SHA-256 of those bytes, in hex; other settings under the same key are refused. */
  SETTINGS_DIGEST: z.string().length(64),
  /** The queue of `model.exported`; nothing is delivered where absent. */
  DELIVER_QUEUE_URL: z.string().optional(),
});
export type ModelsEnvironment = z.output<typeof modelsEnvironment>;

export const transformsEnvironment = z.object({
  ...modelsEnvironment.shape,
  /** `batch`: each run is a job from its beginning. */
  COMPUTE: z.enum(["function", "batch"]).default("function"),
  /** ARNs of the job queue, and of the definition of the job, that a run goes on in; in another invocation where absent. */
  JOB_QUEUE_ARN: z.string().optional(),
  JOB_DEFINITION_ARN: z.string().optional(),
});
export type TransformsEnvironment = z.output<typeof transformsEnvironment>;

/** What grows with the models, and outgrows the 4 KB that Lambda lets all variables of a function have together. */
export const transformsSettings = z.strictObject({
  /** Selectors of the models that run; all where empty. */
  selection: z.array(z.string()),
  /** The models' variables. */
  vars: z.record(z.string(), z.string()),
  /** What is written to EXPORTS_BUCKET once a run is done: the contract's `exports`. */
  exports: exportsSchema,
  /** Models that the REST API reads, and the group that its users are in; null where it reads none. */
  served: z
    .strictObject({ group: z.string(), models: z.array(z.string()) })
    .nullable()
    .default(null),
  /** The group that reads all models and what became of their runs, for reports; null where nobody does. */
  reports_group: z.string().nullable().default(null),
  /** Models that DELIVER_QUEUE_URL is told of then, once their rows are written for it. */
  delivered: z.array(z.string()),
});
export type TransformsSettings = z.output<typeof transformsSettings>;
