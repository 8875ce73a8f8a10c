// The contract's `jobs` block: containers of the user's own that read datasets and write one.
import * as z from "zod";
import { name, text, texts } from "../fields.ts";
import { SCHEDULE, TIMEZONE } from "./schedule.ts";

/** A job's name is in those of its roles, of which the longest has 64 characters: NAME-job-JOB-scheduler. */
export const JOB_NAME = /^[a-z][a-z0-9_]{0,19}$/;

/** What a job is given of a dataset: all that is curated, or the files of the run that started it. */
export const JOB_READS = ["all", "run"] as const;

export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
/** Variables that the job is given by AWS, and by Headrace. */
export const RESERVED_VARIABLE = /^(?:AWS_|ECS_|HEADRACE_)/;

const whole = (least: number, most: number, of: string, example: string) =>
  z
    .number()
    .int()
    .min(least)
    .max(most)
    .meta({ expects: `${of}, ${least} to ${most}`, example });

const variable = z.string().regex(VARIABLE).meta({
  expects: "a variable's name of letters, digits and _, 128 at most",
  example: "THRESHOLD",
});

export const startSchema = z
  .strictObject({
    curated: text("a dataset's name", "curated: orders").optional(),
    schedule: z.string().regex(SCHEDULE).optional().meta({
      expects: "rate(NUMBER UNIT) or cron(MINUTE HOUR DAY MONTH WEEKDAY YEAR)",
      example: "schedule: 'cron(0 6 * * ? *)'",
    }),
    timezone: z
      .string()
      .regex(TIMEZONE)
      .default("UTC")
      .meta({ expects: "a time zone's name", example: "timezone: Europe/London" }),
  })
  .meta({ expects: "what starts the job", example: "start: { curated: orders }" });

export const arraySchema = z
  .strictObject({
    size: whole(2, 1000, "a number of tasks", "size: 4"),
    over: text("a dataset's name", "over: orders"),
  })
  .meta({
    expects: "how many tasks share which dataset's files",
    example: "array: { size: 4, over: orders }",
  });

export const jobSchema = z
  .strictObject({
    description: text("a text", "description: 'What it does'").optional(),
    image: z
      .string()
      .regex(/^[^\s]{1,255}$/)
      .meta({ expects: "an image's name", example: "image: scoring:1" }),
    command: texts("a list of texts", "command: [python, score.py]").default([]),
    start: startSchema.prefault({}),
    reads: z
      .record(name("orders"), z.enum(JOB_READS).meta({ expects: "all, or run", example: "orders: all" }))
      .default({})
      .meta({ expects: "datasets, with what of each", example: "reads: { orders: all }" }),
    writes: text("a dataset's name", "writes: scores").optional(),
    array: arraySchema.optional(),
    vcpus: z
      .number()
      .min(1)
      .max(16)
      .default(1)
      .meta({ expects: "a number of vCPUs, 1 to 16", example: "vcpus: 2" }),
    memory_mb: whole(2048, 122_880, "MiB of memory", "memory_mb: 4096").default(2048),
    storage_gib: whole(21, 200, "GiB of storage", "storage_gib: 50").default(21),
    timeout_seconds: whole(60, 1_209_600, "seconds", "timeout_seconds: 3600").default(3600),
    attempts: whole(1, 10, "a number of attempts", "attempts: 3").default(3),
    environment: z
      .record(variable, text("a text", "THRESHOLD: '0.5'"))
      .default({})
      .meta({ expects: "variables", example: "environment: { THRESHOLD: '0.5' }" }),
    secrets: z
      .record(
        variable,
        z
          .string()
          .regex(/^arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:[^:]+(:[^:]*){0,3}$/)
          .meta({
            expects: "the ARN of a secret",
            example: "API_KEY: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:key-AbCdEf'",
          }),
      )
      .default({})
      .meta({ expects: "variables", example: "secrets: { API_KEY: 'arn:aws:secretsmanager:…' }" }),
  })
  .meta({
    expects: "a job",
    example: "score: { image: 'scoring:1', reads: { orders: all }, writes: scores }",
  });

export const jobsSchema = z
  .record(
    z.string().regex(JOB_NAME).meta({
      expects: "a name of a-z, 0-9 and _, a letter first, 20 at most",
      example: "score",
    }),
    jobSchema,
  )
  .meta({ expects: "the jobs by name", example: "jobs: { score: { image: 'scoring:1' } }" });

export type UserJobs = z.output<typeof jobsSchema>;
export type UserJob = z.output<typeof jobSchema>;
export type JobReads = (typeof JOB_READS)[number];
