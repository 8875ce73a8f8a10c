// job: a container of the user's own that reads datasets and writes one, as a job of Batch, and what starts it.
import { BatchJobDefinition } from "@cdktf/provider-aws/lib/batch-job-definition/index.js";
import * as z from "zod";
import { JOBS_FOLDER, JOBS_PREFIX } from "../../core/records/job-commit.ts";
import { MANIFEST_PREFIX } from "../../core/records/manifest.ts";
import { retryStrategy, useKeys } from "../batch/import-job.ts";
import { startStatements, taskRole } from "../batch/roles.ts";
import { type Account, account } from "../constructs/account.ts";
import { defineModule, type Expr, ref, type Statement, tf, type Vars } from "../kit/index.ts";
import { taskProperties } from "./containers.ts";
import { inputs } from "./inputs.ts";
import { start } from "./start.ts";

const text = (description: string) => z.string().describe(description);

const outputs = z.object({
  job_definition_arn: text("ARN of the job's definition, with its revision."),
  job_definition_name: text("Name of the job's definition."),
  role_arn: text("ARN of the role that all of its containers work as."),
  role_name: text("Name of that role."),
  execution_role_arn: text("ARN of the role that fetches the images, reads the secrets and writes the log."),
  rule_arn: text("ARN of the rule that starts it; null where no dataset does."),
});

export const job = defineModule({
  name: "job",
  description:
    "A container of yours as a job of AWS Batch: it finds what it reads as files in a folder, and what it writes to another folder lands in the lake as a " +
    "dataset's files, once for each time that it is started. A new run of a dataset starts it, or a schedule, or a person.",
  usage: `
module "score" {
  source = "./terraform-aws-headrace/modules/job"

  name                  = "acme"
  job                   = "score"
  image                 = "123456789012.dkr.ecr.us-east-1.amazonaws.com/scoring:1"
  start                 = { curated = "orders" }
  reads                 = { orders = "all" }
  writes                = "scores"
  kms_key_arn           = module.lake.kms_key_arn
  job_queue_arn         = module.batch.user_job_queue_arns["spot"]
  around_image_uri      = module.batch.image_uri
  around_repository_arn = module.batch.repository_arn
  log_group_name        = module.batch.log_group_name
  dead_letter_queue_arn = module.given_up.queue_arn
  curated_bucket        = module.lake.bucket_names["curated"]
  landing_bucket        = module.lake.bucket_names["landing"]
  system_bucket         = module.lake.bucket_names["system"]
}
`,
  notes: `
A task has three containers, one after the other: \`inputs\` brings what the job reads, \`work\` is yours, \`outputs\` takes what it wrote. They share the folder
\`/headrace\`. Your image may be of any base and run as any user; it needs nothing of AWS. All three work as one role.

Exit codes 1 and 2 of yours end the job; any other but 0 is tried again, up to \`attempts\`.
`,
  inputs,
  outputs,
  rules: (vars) => [
    {
      variable: "start",
      condition: tf`${vars.start.attr("curated")} == null || ${vars.start.attr("schedule")} == null`,
      message: "Write in start one of curated and schedule, not both.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const suffix = `job-${vars.job}`;
    const role = taskRole(scope, at, vars, {
      id: "role",
      suffix,
      description: `The job ${vars.job}: reads what it is given, and writes one dataset's files`,
      statements: [...permissions(at, vars), useKeys(vars.kms_key_arn, vars.additional_kms_key_arns)],
    });
    const execution = taskRole(scope, at, vars, {
      id: "execution",
      suffix: `${suffix}-run`,
      description: `Fetches the images of the job ${vars.job} and writes its log`,
      statements: [
        ...startStatements(at, `${vars.log_group_name}`, repositories(at, vars), {
          secrets: tf`[for arn in values(${vars.secrets}) : join(":", slice(split(":", arn), 0, 7))]`,
        }),
        {
          sid: "OpenSecrets",
          actions: ["kms:Decrypt"],
          resources: vars.additional_kms_key_arns,
          when: tf`length(${vars.secrets}) > 0 && length(${vars.additional_kms_key_arns}) > 0`,
        },
      ],
    });
    const definition = new BatchJobDefinition(scope, "definition", {
      name: `${vars.name}-job-${vars.job}`,
      type: "container",
      platformCapabilities: [`${vars.compute}`],
      ecsProperties: taskProperties(at, vars, {
        job: role.attr("arn"),
        execution: execution.attr("arn"),
      }).toString(),
      retryStrategy: retryStrategy(vars.attempts),
      timeout: { attemptDurationSeconds: vars.timeout_seconds.number },
      propagateTags: true,
      tags: vars.tags.map,
    });
    return {
      job_definition_arn: ref(definition, "arn"),
      job_definition_name: ref(definition, "name"),
      role_arn: role.attr("arn"),
      role_name: role.attr("name"),
      execution_role_arn: execution.attr("arn"),
      rule_arn: start(scope, at, vars, ref(definition, "arn")),
    };
  },
});

/** The URI of an image of ECR: account, region and name of its repository. */
const ECR_IMAGE = "^([0-9]{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/([^:@]+)";

/** The repositories of ECR that its images are in. */
function repositories(at: Account, vars: Vars<typeof inputs>): Expr {
  const theirs = tf`try([for m in [regex(${ECR_IMAGE}, ${vars.image})] : join(":", ["arn", ${at.partition}, "ecr", m[1], m[0], "repository/\${m[2]}"])], [])`;
  return tf`concat([for arn in [${vars.around_repository_arn}] : arn if arn != null], ${theirs})`;
}

function permissions(at: Account, vars: Vars<typeof inputs>): Statement[] {
  const bucket = (name: Expr) => `arn:${at.partition}:s3:::${name}`;
  const reads = tf`keys(${vars.reads})`;
  const own = `${bucket(vars.system_bucket)}/${JOBS_PREFIX}${vars.job}/*`;
  const prefixes = tf`flatten([for d in ${reads} : ["\${d}/*", join("", [${MANIFEST_PREFIX}, d, "/*"])]])`;
  return [
    {
      sid: "KnowItsParameters",
      actions: ["batch:DescribeJobs"],
      anyResource: "Batch tells of jobs by no ARN",
    },
    {
      sid: "ReadDatasets",
      actions: ["s3:GetObject"],
      resources: tf`[for p in ${prefixes} : join("/", [${bucket(vars.curated_bucket)}, p])]`,
      when: tf`length(${reads}) > 0`,
    },
    {
      sid: "ListDatasets",
      actions: ["s3:ListBucket"],
      resources: bucket(vars.curated_bucket),
      conditions: { StringLike: { "s3:prefix": prefixes } },
      when: tf`length(${reads}) > 0`,
    },
    {
      sid: "CommitOutputs",
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      rarely: { AfterFailure: ["s3:AbortMultipartUpload"] },
      resources: own,
    },
    {
      sid: "SeeWhetherCommitted",
      actions: [],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: bucket(vars.system_bucket),
    },
    {
      sid: "LandOutputs",
      actions: ["s3:PutObject"],
      resources: tf`join("/", [${bucket(vars.landing_bucket)}, coalesce(${vars.writes}, "none"), ${JOBS_FOLDER}, ${vars.job}, "*"])`,
      when: tf`${vars.writes} != null`,
    },
  ];
}
