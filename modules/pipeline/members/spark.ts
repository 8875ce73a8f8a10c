// Spark jobs of Glue for datasets of very many files.
import * as z from "zod";
import { moduleCall, tf } from "../../kit/index.ts";
import { spark } from "../../spark/index.ts";
import { sparkInputs } from "../../spark/inputs.ts";
import { STAGE } from "../addresses.ts";
import { member, type Pipeline } from "../member.ts";
import { stageInputs } from "../stage-inputs.ts";
import { take } from "../warehouse-connection.ts";

export const sparkMember = member({
  names: {},
  inputs: {
    spark: z
      .object({
        enabled: z
          .boolean()
          .default(false)
          .describe("Make Spark jobs of Glue that import the datasets of `jobs`."),
        ...sparkInputs,
      })
      .prefault({})
      .describe("Spark jobs for datasets of very many files."),
  },
  outputs: {
    spark_job_names: z
      .record(z.string(), z.string())
      .describe("Dataset → name of its Spark job; empty without Spark."),
    spark_workflow_name: z.string().describe("Name of the workflow of the Spark jobs; null without Spark."),
    spark_role_name: z.string().describe("Name of the role that Spark jobs work as; null without Spark."),
  },
  rules: (vars, { spark: asked }) => [
    {
      variable: "spark",
      condition: tf`!(${asked.attr("enabled")} && length(${vars.topology}) > 0)`,
      message:
        "Leave topology empty where spark.enabled is true: a job runs all stages in one pass, under one role, which is what a topology is to prevent.",
    },
    {
      variable: "spark",
      condition: tf`alltrue([for k in keys(${asked.attr("jobs")}) : contains(keys(${vars.datasets}), k)])`,
      message: "Name in spark.jobs only datasets of the contract.",
    },
  ],
  build(pipeline, { spark: asked }) {
    const { scope, bucketNames } = pipeline;
    const made = moduleCall(
      scope,
      "spark",
      spark,
      {
        ...jobInputs(pipeline),
        ...take(asked, ...(Object.keys(sparkInputs) as (keyof typeof sparkInputs)[])),
        code_bucket: bucketNames.at("system"),
        idempotency_table_name: STAGE.idempotency_table_name,
        idempotency_table_arn: STAGE.idempotency_table_arn,
        token_key_secret_arn: STAGE.token_key_secret_arn,
      },
      { when: tf`${asked.attr("enabled")}` },
    );
    return {
      alarms: tf`{ for k, v in coalesce(${made.alarm_arns}, {}) : "spark/\${k}" => v }`,
      outputs: {
        spark_job_names: tf`coalesce(${made.job_names}, {})`,
        spark_workflow_name: made.workflow_name,
        spark_role_name: made.role_name,
      },
    };
  },
});

/** What the stage function is given, but for what a job has no use for. */
function jobInputs(pipeline: Pipeline) {
  const all = stageInputs(pipeline);
  const unused = [
    "architecture",
    "tracing",
    "vpc",
    "oversize_queue_arn",
    "oversize_queue_url",
    ...Object.keys(pipeline.shared.force),
  ];
  return Object.fromEntries(Object.entries(all).filter(([name]) => !unused.includes(name))) as Omit<
    typeof all,
    "oversize_queue_arn" | "oversize_queue_url" | keyof Pipeline["shared"]["force"]
  >;
}
