// The contract: the one zod schema of headrace.yaml. Its inferred types are what every other layer reads.
// Only shapes and defaults live here; what must hold between fields is in rules.ts.
import * as z from "zod";

export { SIMPLE_TYPES } from "./types.ts";

export const FORMATS = ["csv", "tsv", "json", "ndjson", "parquet"] as const;
export const COMPRESSIONS = ["none", "gzip", "zstd"] as const;
export const TOKENIZE_METHODS = ["hmac", "mask", "redact"] as const;

/** Athena, Glue and Redshift all take this: a letter, then letters, digits and underscores, in lower case. */
export const NAME = /^[a-z][a-z0-9_]{0,127}$/;

const cleanStep = z.union([
  z.enum(["trim", "lower", "upper", "collapse_spaces", "digits_only"]),
  z.strictObject({ replace: z.strictObject({ pattern: z.string(), with: z.string() }) }),
]);

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const columnSchema = z.strictObject({
  name: z.string().regex(NAME),
  type: z.string(),
  from: z.string().optional(),
  required: z.boolean().default(false),
  clean: z.array(cleanStep).default([]),
  null_values: z.array(z.string()).optional(),
  default: scalar.optional(),
  format: z.string().optional(),
  min: z.union([z.number(), z.string()]).optional(),
  max: z.union([z.number(), z.string()]).optional(),
  min_length: z.number().int().nonnegative().optional(),
  max_length: z.number().int().positive().optional(),
  pattern: z.string().optional(),
  in: z.array(scalar).min(1).optional(),
  tokenize: z.enum(TOKENIZE_METHODS).optional(),
  description: z.string().optional(),
});

export const sourceSchema = z.strictObject({
  format: z.enum(FORMATS).default("csv"),
  compression: z.enum(COMPRESSIONS).optional(),
  delimiter: z.string().length(1).optional(),
  quote: z.string().length(1).default('"'),
  header: z.boolean().default(true),
  encoding: z.string().default("utf-8"),
  null_values: z.array(z.string()).default([""]),
  unknown_columns: z.enum(["ignore", "reject"]).default("ignore"),
});

export const datasetSchema = z.strictObject({
  description: z.string().optional(),
  source: sourceSchema.prefault({}),
  columns: z.array(columnSchema).min(1),
  key: z.array(z.string()).min(1).optional(),
  on_duplicate: z.enum(["first", "last", "reject"]).default("first"),
  checks: z.array(z.strictObject({ name: z.string().regex(NAME), expression: z.string() })).default([]),
  enrich: z
    .array(z.strictObject({ lookup: z.string(), on: z.string(), add: z.array(z.string()).min(1) }))
    .default([]),
  partition_by: z.array(z.string()).default([]),
  quality: z.strictObject({ max_reject_ratio: z.number().min(0).max(1).default(1) }).prefault({}),
  retention: z
    .strictObject({
      archive_after_days: z.number().int().positive().optional(),
      expire_after_days: z.number().int().positive().optional(),
    })
    .prefault({}),
  warehouse: z.strictObject({ load: z.enum(["spectrum", "copy", "none"]).default("none") }).prefault({}),
  deliver: z.unknown().optional(),
});

export const contractSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,27}$/),
  datasets: z.record(z.string().regex(NAME), datasetSchema),
});

export type Contract = z.output<typeof contractSchema>;
export type Dataset = z.output<typeof datasetSchema>;
export type Column = z.output<typeof columnSchema>;
export type Source = z.output<typeof sourceSchema>;
