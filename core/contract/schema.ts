// The contract: the one zod schema of headrace.yaml. Its inferred types are what every other layer reads.
// Only shapes and defaults live here; what must hold between fields is in rules/. `expects` and `example` are the
// words in which a wrong value is answered, by the command and by Terraform alike.
import * as z from "zod";
import { apiSchema } from "./api/schema.ts";
import { deliveriesSchema } from "./deliver/schema.ts";
import { ALPHABET_NAMES } from "./ff1.ts";
import { flag, name, text, texts } from "./fields.ts";
import { jobsSchema } from "./jobs/schema.ts";
import { RHYTHM } from "./rhythm.ts";

export { NAME } from "./fields.ts";
export { SIMPLE_TYPES } from "./types.ts";
export const FORMATS = ["csv", "tsv", "json", "ndjson", "parquet"] as const;
export const COMPRESSIONS = ["none", "gzip", "zstd"] as const;
export const TOKENIZE_METHODS = ["hmac", "ff1", "vault", "mask", "redact"] as const;
export const CLEAN_STEPS = ["trim", "lower", "upper", "collapse_spaces", "digits_only"] as const;

/**
 * A pipeline's name begins the names of its resources. Redshift takes no two hyphens in a row, which a hyphen at the end
 * would make with the one that follows; the shortest limits of all leave 28 characters.
 */
export const PIPELINE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const PIPELINE_NAME_LENGTH = 28;

const one = (expects: string, example: string) => z.string().length(1).meta({ expects, example });
const days = (example: string) =>
  z.number().int().positive().max(36_500).meta({ expects: "a number of days, 1 to 36500", example });

const cleanStep = z
  .union([
    z.enum(CLEAN_STEPS),
    z.strictObject({
      replace: z
        .strictObject({
          pattern: text("a regular expression", "pattern: '[^0-9]+'"),
          with: text("a text", "with: '-'"),
        })
        .meta({ expects: "a pattern and a text", example: "replace: { pattern: '[^0-9]+', with: '' }" }),
    }),
  ])
  .meta({ expects: `one of ${CLEAN_STEPS.join(", ")}, or a replace`, example: "clean: [trim, lower]" });

const scalar = z
  .union([z.string(), z.number(), z.boolean()])
  .meta({ expects: "a text, a number, true or false", example: "default: unknown" });

const bound = (example: string) =>
  z.union([z.number(), z.string()]).meta({ expects: "a number, or a date in quotes", example });

/** ASCII, but for quote and backslash, which JSON would write otherwise. */
const KEPT = /^[ !#-[\]-~]{0,32}$/;
const TWEAK = /^[A-Za-z0-9 ._:/-]{0,64}$/;

export const ff1Schema = z
  .strictObject({
    alphabet: z
      .enum(ALPHABET_NAMES)
      .default("digits")
      .meta({ expects: "an alphabet", example: "alphabet: digits" }),
    keep: z.string().regex(KEPT).optional().meta({
      expects: 'ASCII characters but " and \\, 32 at most',
      example: "keep: '+- '",
    }),
    tweak: z.string().regex(TWEAK).optional().meta({
      expects: "a text of A-Z, a-z, 0-9, spaces and . _ : / -, 64 characters at most",
      example: "tweak: phone",
    }),
  })
  .meta({ expects: "what ff1 works over", example: "ff1: { alphabet: digits, keep: '- ' }" });

export const columnSchema = z
  .strictObject({
    name: name("name: order_id"),
    type: text("a type", "type: string"),
    from: text("the column's name in the file", "from: Order ID").optional(),
    required: flag("required: true").default(false),
    clean: z
      .array(cleanStep)
      .default([])
      .meta({ expects: "a list of steps", example: "clean: [trim, lower]" }),
    null_values: texts("a list of texts", "null_values: ['NA', '-']").optional(),
    default: scalar.optional(),
    format: text("a format in strptime's codes", "format: '%d/%m/%Y'").optional(),
    min: bound("min: 0").optional(),
    max: bound("max: 100").optional(),
    min_length: z
      .number()
      .int()
      .nonnegative()
      .optional()
      .meta({ expects: "a whole number, 0 or more", example: "min_length: 1" }),
    max_length: z
      .number()
      .int()
      .positive()
      .optional()
      .meta({ expects: "a whole number, 1 or more", example: "max_length: 100" }),
    pattern: text("a regular expression", "pattern: '^[A-Z]{3}$'").optional(),
    in: z
      .array(scalar)
      .min(1)
      .optional()
      .meta({ expects: "a list of values", example: "in: ['GBP', 'EUR']" }),
    tokenize: z
      .enum(TOKENIZE_METHODS)
      .optional()
      .meta({ expects: "a method of tokenizing", example: "tokenize: hmac" }),
    ff1: ff1Schema.optional(),
    key_version: z
      .number()
      .int()
      .positive()
      .max(999_999)
      .optional()
      .meta({ expects: "a version of the token key, 1 to 999999", example: "key_version: 2" }),
    description: text("a text", "description: 'What it holds'").optional(),
  })
  .meta({ expects: "a column", example: "{ name: order_id, type: bigint }" });

export const sourceSchema = z
  .strictObject({
    format: z.enum(FORMATS).default("csv").meta({ expects: "a file format", example: "format: csv" }),
    compression: z
      .enum(COMPRESSIONS)
      .optional()
      .meta({ expects: "a compression", example: "compression: gzip" }),
    delimiter: one("one character", "delimiter: ';'").optional(),
    quote: one("one character", "quote: '\"'").default('"'),
    header: flag("header: true").default(true),
    encoding: text("an encoding", "encoding: utf-8").default("utf-8"),
    null_values: texts("a list of texts", "null_values: ['', 'NA']").default([""]),
    unknown_columns: z
      .enum(["ignore", "reject"])
      .default("ignore")
      .meta({ expects: "ignore or reject", example: "unknown_columns: ignore" }),
  })
  .meta({ expects: "what the files are like", example: "source: { format: csv }" });

const checkSchema = z
  .strictObject({
    name: name("name: paid_after_ordered"),
    expression: text("a condition", "expression: paid_at >= ordered_at"),
  })
  .meta({ expects: "a check", example: "{ name: paid_after_ordered, expression: paid_at >= ordered_at }" });

const enrichSchema = z
  .strictObject({
    lookup: text("a dataset's name", "lookup: customers"),
    on: text("a column's name", "on: customer_id"),
    add: texts("a list of column names", "add: [segment]").min(1),
  })
  .meta({ expects: "a lookup", example: "{ lookup: customers, on: customer_id, add: [segment] }" });

export const datasetSchema = z
  .strictObject({
    description: text("a text", "description: 'What it holds'").optional(),
    source: sourceSchema.prefault({}),
    columns: z
      .array(columnSchema)
      .min(1)
      .meta({ expects: "a list of columns", example: "columns: [{ name: order_id, type: bigint }]" }),
    key: texts("a list of column names", "key: [order_id]").min(1).optional(),
    on_duplicate: z
      .enum(["first", "last", "reject"])
      .default("first")
      .meta({ expects: "which of two rows with one key to keep", example: "on_duplicate: first" }),
    checks: z.array(checkSchema).default([]).meta({
      expects: "a list of checks",
      example: "checks: [{ name: paid_after_ordered, expression: paid_at >= ordered_at }]",
    }),
    enrich: z.array(enrichSchema).default([]).meta({
      expects: "a list of lookups",
      example: "enrich: [{ lookup: customers, on: customer_id, add: [segment] }]",
    }),
    partition_by: texts("a list of columns, or day(…) of one", "partition_by: [day(ordered_at)]").default([]),
    quality: z
      .strictObject({
        max_reject_ratio: z
          .number()
          .min(0)
          .max(1)
          .default(1)
          .meta({ expects: "a number from 0 to 1", example: "max_reject_ratio: 0.05" }),
        expect_every: z.string().regex(RHYTHM).optional().meta({
          expects: "a time from '5 minutes' to '7 days'",
          example: "expect_every: '1 day'",
        }),
      })
      .prefault({})
      .meta({ expects: "a mapping", example: "quality: { max_reject_ratio: 0.05 }" }),
    retention: z
      .strictObject({
        archive_after_days: days("archive_after_days: 90").optional(),
        expire_after_days: days("expire_after_days: 2555").optional(),
      })
      .prefault({})
      .meta({ expects: "a mapping", example: "retention: { archive_after_days: 90 }" }),
    warehouse: z
      .strictObject({
        load: z
          .enum(["spectrum", "copy", "none"])
          .default("none")
          .meta({ expects: "how the warehouse reads it", example: "load: spectrum" }),
      })
      .prefault({})
      .meta({ expects: "a mapping", example: "warehouse: { load: spectrum }" }),
  })
  .meta({ expects: "a dataset", example: "orders: { columns: [{ name: order_id, type: bigint }] }" });

export const datasetsSchema = z
  .record(name("orders"), datasetSchema)
  .meta({ expects: "the datasets by name", example: "datasets: { orders: { columns: […] } }" });

export const EXPORT_FORMATS = ["parquet", "csv", "json"] as const;

/** What is unloaded to the exports zone once the models are built: the whole model to MODEL/, in the place of what lay there. */
export const exportSchema = z
  .strictObject({
    format: z
      .enum(EXPORT_FORMATS)
      .default("parquet")
      .meta({ expects: "a file format", example: "format: parquet" }),
    partition_by: texts("a list of column names, which become folders", "partition_by: [day]").default([]),
  })
  .meta({ expects: "how a model is written", example: "daily_revenue: { format: parquet }" });

export const exportsSchema = z.record(name("daily_revenue"), exportSchema).meta({
  expects: "the models to write, by name",
  example: "exports: { daily_revenue: { format: parquet } }",
});

export const contractSchema = z
  .strictObject({
    version: z.literal(1).meta({ expects: "1", example: "version: 1" }),
    name: z.string().regex(PIPELINE_NAME).max(PIPELINE_NAME_LENGTH).meta({
      expects: "a name of a-z, 0-9 and single -, a letter first and no - last, 28 at most",
      example: "name: acme",
    }),
    datasets: datasetsSchema,
    exports: exportsSchema.prefault({}),
    deliver: deliveriesSchema.prefault({}),
    api: apiSchema.prefault({}),
    jobs: jobsSchema.prefault({}),
  })
  .meta({ expects: "a mapping with version, name and datasets", example: "version: 1" });

export type Contract = z.output<typeof contractSchema>;
export type Dataset = z.output<typeof datasetSchema>;
export type Column = z.output<typeof columnSchema>;
export type Exports = z.output<typeof exportsSchema>;
export type Source = z.output<typeof sourceSchema>;
