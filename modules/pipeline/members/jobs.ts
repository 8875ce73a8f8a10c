// Jobs of the user: those of the contract, on the queues of Batch that name no shares, and the queue of starts that failed.
import * as z from "zod";
import { job } from "../../job/index.ts";
import { jobFields } from "../../job/inputs.ts";
import { type Expr, each, moduleCall, moduleCalls, tf } from "../../kit/index.ts";
import { queue } from "../../queue/index.ts";
import { BATCH } from "../addresses.ts";
import { USES_JOBS } from "../asks.ts";
import { member } from "../member.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);

export const jobsMember = member({
  names: {
    parking: ["job_starts"],
    where: "with jobs",
    taken: ["jobs-on-demand", "jobs-spot"],
  },
  inputs: {
    job_images: z
      .record(z.string(), z.string())
      .default({})
      .describe("Job → URI of its image, in place of the one that the contract names."),
  },
  outputs: {
    user_job_definition_arns: map("Job of the contract → ARN of its definition, with its revision."),
    user_job_role_names: map("Job of the contract → name of the role that it works as."),
    user_job_queue_arns: map("`on_demand` and `spot` → ARN of the queue of these jobs; empty without Batch."),
  },
  rules: (vars, { job_images }) => [
    {
      variable: "jobs",
      condition: tf`length(${vars.jobs}) == 0 || ${vars.batch.attr("enabled")}`,
      message: "Write batch = { enabled = true } beside jobs: they run where imports by Batch do.",
    },
    {
      variable: "jobs",
      condition: tf`try(length(${unknownDatasets(vars)}) == 0, true)`,
      message: tf`format("Name datasets of the contract; there is none such: jobs.%s.", join(", ", ${unknownDatasets(vars)}))`,
    },
    {
      variable: "job_images",
      condition: tf`alltrue([for k in keys(${job_images}) : contains(keys(${vars.jobs}), k)])`,
      message: "Name in job_images jobs of the contract.",
    },
  ],
  build({ scope, at, vars, shared, bucketNames }, own) {
    const when = USES_JOBS;
    const givenUp = moduleCall(
      scope,
      "job_starts_queue",
      queue,
      {
        ...shared.every,
        name: `${vars.name}-job-starts`,
        alarm_topic_arns: vars.alarm_topic_arns,
        dead_letter_queue: false,
        senders: tf`[for k, j in ${vars.jobs} : { service = "events", arn = join("", [${at.arn("events", `rule/${vars.name}-job-`)}, k]) } if j.start.curated != null]`,
      },
      { when },
    );
    const asked = Object.fromEntries(Object.keys(jobFields).map((name) => [name, each.value.attr(name)])) as {
      [K in keyof typeof jobFields]: Expr;
    };
    const made = moduleCalls(scope, "job", job, vars.jobs, {
      ...asked,
      name: vars.name,
      tags: vars.tags,
      job: each.key,
      image: tf`lookup(${own.job_images}, each.key, each.value.image)`,
      permissions_boundary_arn: vars.permissions_boundary_arn,
      additional_kms_key_arns: vars.additional_kms_key_arns,
      architecture: vars.architecture,
      alarm_topic_arns: vars.alarm_topic_arns,
      compute: vars.batch.attr("compute"),
      assign_public_ip: BATCH.assigns_public_ip,
      kms_key_arn: shared.every.kms_key_arn,
      job_queue_arn: tf`${BATCH.user_job_queue_arns}[${vars.batch.attr("queue")}]`,
      around_image_uri: BATCH.image_uri,
      around_repository_arn: BATCH.repository_arn,
      log_group_name: BATCH.log_group_name,
      dead_letter_queue_arn: givenUp.queue_arn,
      curated_bucket: bucketNames.at("curated"),
      landing_bucket: bucketNames.at("landing"),
      system_bucket: bucketNames.at("system"),
    });
    return {
      queues: [{ name: "job_starts", when, parks: true, outputs: givenUp }],
      outputs: {
        user_job_definition_arns: made.job_definition_arn,
        user_job_role_names: made.role_name,
        user_job_queue_arns: tf`coalesce(${BATCH.user_job_queue_arns}, {})`,
      },
    };
  },
});

const unknownDatasets = (vars: { jobs: Expr; datasets: Expr }): Expr =>
  tf`distinct(flatten([for k, j in ${vars.jobs} : [for d in concat(keys(j.reads), [for d in [j.writes, j.start.curated] : d if d != null]) : "\${k}: \${d}" if !contains(keys(${vars.datasets}), d)]]))`;
