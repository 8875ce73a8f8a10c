// Jobs of Batch for what no function holds, and the function that gives it to them from the oversize queue.
import * as z from "zod";
import { batch } from "../../batch/index.ts";
import { dispatch } from "../../dispatch/index.ts";
import { type Expr, moduleCall, tf } from "../../kit/index.ts";
import { OVERSIZE_QUEUE } from "../addresses.ts";
import { USES_BATCH } from "../asks.ts";
import { batchSizes, DISPATCH_SECONDS } from "../batch-inputs.ts";
import { member, type Pipeline } from "../member.ts";
import { importJobInputs } from "../stage-inputs.ts";
import { take } from "../warehouse-connection.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);
const text = (description: string) => z.string().describe(description);

export const batchMember = member({
  names: {
    functions: ["dispatch"],
    where: "with Batch",
    taken: ["import", "import-job", "job-start", "job-instances", "jobs", "on-demand", "spot"],
  },
  outputs: {
    job_queue_arns: map("`on_demand` and `spot` → ARN of the job queue; empty without Batch."),
    import_job_definition_arn: text("ARN of the definition of the job that imports; null without Batch."),
    job_role_name: text("Name of the role that the import job works as; null without Batch."),
    job_image_uri: text("URI of the image that the import job runs; null without Batch."),
    job_repository_url: text("URL of the repository for `headrace image push`; null where there is none."),
    job_log_group_name: text("Name of the jobs' log group; null without Batch."),
    max_job_object_bytes: z
      .number()
      .describe("The size above which an object is too large for the import job; null without Batch."),
  },
  rules: (vars) => [
    {
      variable: "batch",
      condition: tf`!(${vars.batch.attr("enabled")} && length(${vars.topology}) > 0)`,
      message:
        "Leave topology empty where batch.enabled is true: a job runs all stages in one pass, under one role, which is what a topology is to prevent.",
    },
  ],
  build(pipeline) {
    const { scope, vars, shared } = pipeline;
    const when = USES_BATCH;
    const made = moduleCall(
      scope,
      "batch",
      batch,
      {
        // What the jobs run is in their image.
        ...importJobInputs(pipeline, "artifacts"),
        ...take(vars.batch, ...(Object.keys(batchSizes) as (keyof typeof batchSizes)[])),
        network: networkOf(vars),
      },
      { when },
    );
    const outputs = moduleCall(
      scope,
      "dispatch",
      dispatch,
      {
        ...shared.every,
        ...shared.functions,
        ...shared.audit,
        queue_arn: OVERSIZE_QUEUE.queue_arn,
        job_queue_arn: tf`${made.job_queue_arns}[${vars.batch.attr("queue")}]`,
        import_job_definition_arn: made.import_job_definition_arn,
        timeout_seconds: DISPATCH_SECONDS,
      },
      { when },
    );
    return {
      functions: [{ name: "dispatch", when, outputs }],
      alarms: tf`{ for k, v in coalesce(${made.alarm_arns}, {}) : "jobs/\${k}" => v }`,
      outputs: {
        job_queue_arns: tf`coalesce(${made.job_queue_arns}, {})`,
        import_job_definition_arn: made.import_job_definition_arn,
        job_role_name: made.job_role_name,
        job_image_uri: made.image_uri,
        job_repository_url: made.repository_url,
        job_log_group_name: made.log_group_name,
        max_job_object_bytes: made.max_object_bytes,
      },
    };
  },
});

/** Where the functions run, unless jobs have a network of their own; null makes one. */
function networkOf({ batch: asked, vpc }: Pipeline["vars"]): Expr {
  const ofFunctions = {
    subnet_ids: vpc.attr("subnet_ids"),
    security_group_ids: vpc.attr("security_group_ids"),
    assign_public_ip: false,
  };
  return tf`${asked.attr("network")} != null ? ${asked.attr("network")} : try(${ofFunctions}, null)`;
}
