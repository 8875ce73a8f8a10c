// The function that builds the models in the warehouse, the queue of what it has to do, and the one of what failed.
import * as z from "zod";
import { apiWarehouse } from "../../../core/records/api-exports.ts";
import { reportsGroup } from "../../../core/records/reports.ts";
import { moduleCall, tf } from "../../kit/index.ts";
import { queue } from "../../queue/index.ts";
import { transforms } from "../../transforms/index.ts";
import { DELIVER_QUEUE } from "../addresses.ts";
import { API_MODELS, DELIVERED_MODELS, USES_API_WAREHOUSE, USES_BATCH, USES_MODELS } from "../asks.ts";
import { functionJobOf } from "../function-job.ts";
import { member } from "../member.ts";
import { reportRoles } from "../reports-inputs.ts";
import { connection, take } from "../warehouse-connection.ts";

/** A notice that meets a run comes again every two minutes: this many are more than three hours. */
const MOST_RECEIVES = 100;

export const transformsMember = member({
  names: {
    functions: ["transforms"],
    queues: ["transforms"],
    parking: ["transforms_failures"],
    where: "with models",
    taken: ["transforms-job", "transforms-job-start"],
  },
  outputs: {
    models_layer_arn: z
      .string()
      .describe("ARN of the models' layer version; null where there are no models."),
    models_schedule_arns: z
      .record(z.string(), z.string())
      .describe("Schedule of the models → ARN of its rule."),
    models_job_definition_arn: z
      .string()
      .describe(
        "ARN of the definition of the job that runs of the models go on in; null without models, or without Batch.",
      ),
  },
  rules: (vars) => [
    {
      variable: "models",
      condition: tf`${vars.models.attr("compute")} == "function" || ${vars.batch.attr("enabled")}`,
      message: "Write batch = { enabled = true } where models.compute is batch.",
    },
  ],
  build(pipeline) {
    const { scope, vars, shared, keyArn } = pipeline;
    const when = USES_MODELS;
    const requests = moduleCall(
      scope,
      "transforms_queue",
      queue,
      {
        ...shared.every,
        ...shared.queues,
        name: `${vars.name}-transforms`,
        consumer_timeout_seconds: vars.models.attr("timeout_seconds"),
        max_receives: MOST_RECEIVES,
        // A run may take hours, and what comes meanwhile waits for the next.
        alarm_age_seconds: 14400,
      },
      { when },
    );
    const failures = moduleCall(
      scope,
      "transforms_failures_queue",
      queue,
      {
        ...shared.every,
        ...shared.queues,
        name: `${vars.name}-transforms-failures`,
        dead_letter_queue: false,
      },
      { when },
    );
    const outputs = moduleCall(
      scope,
      "transforms",
      transforms,
      {
        ...shared.every,
        ...shared.functions,
        ...connection(pipeline),
        ...take(vars.models, "schedules", "models_schema", "selection", "threads", "vars", "memory_mb"),
        ...take(vars.models, "timeout_seconds", "batch_window_seconds", "reserved_concurrency"),
        ...take(vars.models, "allow_recursive_loop", "compute"),
        // On demand: it takes a quarter of a vCPU, and what a reclaim of spot capacity would undo is a statement of hours.
        job: tf`${USES_BATCH} ? ${functionJobOf(vars, "on_demand")} : null`,
        exports: vars.exports,
        served: tf`${USES_API_WAREHOUSE} ? ${{ group: apiWarehouse(`${vars.name}`).group, models: API_MODELS }} : null`,
        reports_group: tf`length(${reportRoles(vars)}) > 0 ? ${reportsGroup(`${vars.name}`)} : null`,
        delivered: DELIVERED_MODELS,
        deliver_queue_arn: DELIVER_QUEUE.queue_arn,
        deliver_queue_url: DELIVER_QUEUE.queue_url,
        // A bucket of the caller's has a default key of the caller's.
        exports_kms_key_arn: tf`contains(keys(${vars.existing_buckets}), "exports") ? null : ${keyArn}`,
        models_zip: vars.models_zip,
        models_s3: vars.models.attr("s3"),
        queue_arn: requests.queue_arn,
        failures_queue_arn: failures.queue_arn,
      },
      { when },
    );
    return {
      functions: [{ name: "transforms", when, outputs }],
      queues: [
        { name: "transforms", when, outputs: requests },
        { name: "transforms_failures", when, outputs: failures, parks: true },
      ],
      outputs: {
        models_layer_arn: outputs.layer_arn,
        models_schedule_arns: tf`coalesce(${outputs.schedule_arns}, {})`,
        models_job_definition_arn: outputs.job_definition_arn,
      },
    };
  },
});
