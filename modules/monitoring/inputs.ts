// What the monitoring is told: whom to watch, from when on it is too much, and what money may be spent.
import * as z from "zod";
import { alarmTopicsInput, nameInput, tagsInput } from "../constructs/inputs.ts";

const names = (description: string) => z.record(z.string(), z.string()).default({}).describe(description);

/** What there is to watch; the pipeline says it of itself. */
export const membersInput = z
  .object({
    functions: z
      .record(
        z.string(),
        z.object({
          name: z.string().describe("Name of the function."),
          memory_mb: z.number().describe("Its memory."),
          log_group: z.string().describe("Name of its log group."),
        }),
      )
      .default({})
      .describe("The functions."),
    queues: names("Queue → its name."),
    dead_letter_queues: names(
      "Queue → name of where it keeps dead letters; those that nothing takes from, too.",
    ),
    alarm_arns: names("Alarm → ARN, of those that the parts have themselves."),
    delivers: z.boolean().default(false).describe("Rows are delivered."),
    api_name: z.string().nullable().default(null).describe("Name of the REST API; null where there is none."),
    models: z.boolean().default(false).describe("Models are built."),
    copies: z.boolean().default(false).describe("Datasets are copied into the warehouse."),
  })
  .describe("What to watch.");

const amount = (least: number, initial: number, description: string) =>
  z.number().min(least).default(initial).describe(description);

/** From when on something is too much, and what it costs. */
export const settingsInputs = {
  quarantine_percent: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe("Percent of a dataset's rows in an hour above which its alarm goes off."),
  lag_seconds: amount(0, 900, "Seconds from landing to queryable above which the alarm goes off."),
  import_seconds: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      "Seconds of the engine for one file above which the alarm goes off; four fifths of the stage function's timeout where null.",
    ),
  expect_models_every: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Model → how often it is to be built at least, such as `1 day`: as `expect_every` of a dataset.",
    ),
  dashboard: z.boolean().default(true).describe("Make the dashboard."),
  log_queries: z.boolean().default(true).describe("Save the queries of the logs by name."),
  prices: z
    .object({
      lambda_gb_second: z.number().min(0).default(0.0000133334).describe("US dollars for a GB-second."),
      lambda_request: z.number().min(0).default(0.0000002).describe("US dollars for an invocation."),
    })
    .prefault({})
    .describe("Prices by which the dashboard reckons what functions cost; those of arm64 in us-east-1."),
  budget: z
    .object({
      monthly_usd: z.number().positive().describe("What a month may cost."),
      emails: z.array(z.string()).min(1).max(10).describe("Who receives it."),
      tag: z
        .object({ key: z.string(), value: z.string() })
        .nullable()
        .default(null)
        .describe("Of what: an activated cost allocation tag. The whole account where null."),
    })
    .nullable()
    .default(null)
    .describe(
      "A budget that tells at four fifths of what was spent, and when more is forecast; none where null.",
    ),
  cost_anomalies: z
    .object({
      least_usd: z
        .number()
        .positive()
        .describe("What an anomaly must cost at least for a message to be sent."),
      emails: z.array(z.string()).min(1).max(10).describe("Who receives it, once a day."),
      tag: z
        .object({ key: z.string(), value: z.string() })
        .describe("Of what: an activated cost allocation tag."),
    })
    .nullable()
    .default(null)
    .describe("A monitor of cost anomalies; none where null."),
};

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  members: membersInput,
  datasets: z
    .any()
    .meta({ description: 'The contract\'s datasets: `yamldecode(file("headrace.yaml")).datasets`.' }),
  alarm_topic_arns: alarmTopicsInput,
  ...settingsInputs,
});
