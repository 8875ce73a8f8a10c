// batch: what a pipeline's jobs need: compute environments, queues, the image's repository, the job that imports what no
// function holds, its roles, its log and its alarms.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import * as z from "zod";
import { FARGATE_SIZES } from "../../core/environment/fargate.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { vaultRule } from "../constructs/token-sources.ts";
import { defineModule, type Expr, ref, tf } from "../kit/index.ts";
import { jobAlarms } from "./alarms.ts";
import { STAGE_IMAGE } from "./artifacts.ts";
import { compute } from "./compute.ts";
import { image } from "./image.ts";
import { importJob } from "./import-job.ts";
import { inputs } from "./inputs.ts";
import { network } from "./network.ts";

const text = (description: string) => z.string().describe(description);

const outputs = z.object({
  job_queue_arns: z.record(z.string(), z.string()).describe("`on_demand` and `spot` → ARN of the job queue."),
  job_queue_names: z
    .record(z.string(), z.string())
    .describe("`on_demand` and `spot` → name of the job queue."),
  user_job_queue_arns: z
    .record(z.string(), z.string())
    .describe("`on_demand` and `spot` → ARN of the job queue of jobs of yours, which names no shares."),
  compute_environment_arns: z
    .record(z.string(), z.string())
    .describe("`on_demand` and `spot` → ARN of the compute environment."),
  scheduling_policy_arn: text("ARN of the queues' scheduling policy."),
  import_job_definition_arn: text("ARN of the definition of the job that imports, with its revision."),
  import_job_definition_name: text("Name of that definition."),
  job_role_arn: text("ARN of the role that the import job works as."),
  job_role_name: text("Name of that role."),
  execution_role_arn: text("ARN of the role that fetches the image and writes the log."),
  image_uri: text("URI of the image that the import job runs."),
  repository_url: text("URL of the image's repository; null where `image_uri` is given."),
  repository_arn: text("ARN of the image's repository; null where `image_uri` is given."),
  log_group_name: text("Name of the jobs' log group."),
  log_group_arn: text("ARN of the jobs' log group."),
  assigns_public_ip: z.boolean().describe("Whether tasks have public addresses."),
  vpc_id: text("ID of the VPC that was made; null where `network` is given."),
  security_group_ids: z.array(z.string()).describe("IDs of the jobs' security groups."),
  max_object_bytes: z.number().describe("The size above which an object is too large for the import job."),
  alarm_arns: z.record(z.string(), z.string()).describe("ARNs of the alarms: `failed` and `waiting`."),
  kms_key_arn: text("ARN of the key that log and images are encrypted with."),
});

export const batch = defineModule({
  name: "batch",
  description:
    "Jobs of AWS Batch for what no Lambda function holds: compute environments on Fargate Spot and Fargate, or EC2, a " +
    "queue each that datasets share fairly, and the job that imports an object of any size with the code of the stage " +
    "function. Its image has a repository whose tags never change, its roles can do what it needs and no more.",
  usage: `
module "batch" {
  source = "./terraform-aws-headrace/modules/batch"

  name                   = "acme"
  contract_uri           = "s3://acme-system/contract.json"
  contract_digest        = sha256(local.contract)
  landing_bucket         = module.lake.bucket_names["landing"]
  curated_bucket         = module.lake.bucket_names["curated"]
  quarantine_bucket      = module.lake.bucket_names["quarantine"]
  audit_table_name       = module.audit.table_name
  audit_table_arn        = module.audit.table_arn
  idempotency_table_name = module.stage.idempotency_table_name
  idempotency_table_arn  = module.stage.idempotency_table_arn
}
`,
  notes: `
Push the image before the first job: \`headrace image push DIR\` builds it, for the processor of \`architecture\`, and pushes it under the tag that this
version of the module asks for. The tag is a digest of the image's content, and a tag never changes, so that a job runs what was deployed.
An image of another base has another digest, which \`image_tag\` names.

A job that a spot reclaim ends is tried again; one whose input is wrong, or that had too little memory, is not. Submit jobs
with a \`shareIdentifier\`, which the queues ask for: jobs of different shares take turns.

Without \`network\` the module makes a VPC of two public subnets. Its jobs have public addresses, let nothing in, and need no NAT gateway.

The compute environments have names that Terraform makes: the argument for them has another name in version 6 of the provider.
`,
  inputs,
  outputs,
  artifacts: [STAGE_IMAGE],
  rules: (vars) => [
    keyRule(vars),
    logRetentionRule(vars.log_retention_days),
    vaultRule(vars),
    {
      variable: "memory_mb",
      condition: tf`${vars.compute} == "EC2" || ${fitsFargate(vars.vcpus, vars.memory_mb)}`,
      message: `Write for vcpus and memory_mb a size that Fargate has: ${SIZES}.`,
    },
    {
      variable: "vcpus",
      condition: tf`${vars.compute} == "FARGATE" || floor(${vars.vcpus}) == ${vars.vcpus}`,
      message: "Write a whole number for vcpus where compute is EC2.",
    },
    {
      variable: "max_vcpus",
      condition: tf`${vars.max_vcpus} >= ${vars.vcpus}`,
      message: "Write for max_vcpus at least vcpus: no job could ever start.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "batch", vars, ["cloudwatch", "logs"]);
    const logGroup = `/aws/batch/job/${vars.name}`;
    const log = new CloudwatchLogGroup(scope, "log", {
      name: logGroup,
      retentionInDays: vars.log_retention_days.number,
      kmsKeyId: `${keyArn}`,
      tags: vars.tags.map,
    });
    const net = network(scope, at, vars);
    const { queues, userQueues, environments, schedulingPolicyArn } = compute(scope, at, vars, net);
    const stageImage = image(scope, vars, keyArn);
    const job = importJob(scope, at, vars, { keyArn, net, image: stageImage, logGroup });
    const alarms = jobAlarms(
      scope,
      vars,
      [queues, userQueues].flatMap(({ on_demand, spot }) => [on_demand.attr("arn"), spot.attr("arn")]),
    );
    const both = (of: { on_demand: Expr; spot: Expr }, attribute: string) =>
      tf`${{ on_demand: of.on_demand.attr(attribute), spot: of.spot.attr(attribute) }}`;
    return {
      job_queue_arns: both(queues, "arn"),
      job_queue_names: both(queues, "name"),
      user_job_queue_arns: both(userQueues, "arn"),
      compute_environment_arns: both(environments, "arn"),
      scheduling_policy_arn: schedulingPolicyArn,
      import_job_definition_arn: job.definition.attr("arn"),
      import_job_definition_name: job.definition.attr("name"),
      job_role_arn: job.role.attr("arn"),
      job_role_name: job.role.attr("name"),
      execution_role_arn: job.executionRole.attr("arn"),
      image_uri: stageImage.uri,
      repository_url: stageImage.repositoryUrl,
      repository_arn: stageImage.repositoryArn,
      log_group_name: ref(log, "name"),
      log_group_arn: ref(log, "arn"),
      assigns_public_ip: net.isPublic,
      vpc_id: net.vpcId,
      security_group_ids: net.securityGroupIds,
      max_object_bytes: job.maxBytes,
      alarm_arns: alarms,
      kms_key_arn: keyArn,
    };
  },
});

const SIZES = FARGATE_SIZES.map(
  ({ vcpus, least, most }) => `${vcpus} vCPU with ${least} to ${most} MiB`,
).join(", ");

/** As isFargateSize of core says it. */
function fitsFargate(vcpus: Expr, memory: Expr): Expr {
  const sizes = FARGATE_SIZES.map((size) => ({ ...size }));
  return tf`anytrue([for s in ${sizes} : s.vcpus == ${vcpus} && ${memory} >= s.least && ${memory} <= s.most && (${memory} - s.least) % s.step == 0 && !(${vcpus} == 0.25 && ${memory} == 1536)])`;
}
