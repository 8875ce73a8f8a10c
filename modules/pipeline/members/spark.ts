// Spark jobs of Glue for datasets of very many files.
import * as z from "zod";
import { moduleCall, tf } from "../../kit/index.ts";
import { spark } from "../../spark/index.ts";
import { sparkInputs } from "../../spark/inputs.ts";
import { member } from "../member.ts";
import { importJobInputs } from "../stage-inputs.ts";
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
        // Glue says what processor its workers have.
        ...importJobInputs(pipeline, "architecture"),
        ...take(asked, ...(Object.keys(sparkInputs) as (keyof typeof sparkInputs)[])),
        code_bucket: bucketNames.at("system"),
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
