// A job for each dataset: the same script and wheels, with the settings of the stage's code as one argument.
import { GlueJob } from "@cdktf/provider-aws/lib/glue-job/index.js";
import type { HookEnvironment } from "../../core/environment/hook.ts";
import type { JobEnvironment } from "../../core/environment/job.ts";
import type { TelemetryEnvironment } from "../../core/environment/telemetry.ts";
import type { Account } from "../constructs/account.ts";
import { type Construct, type Expr, each, forEach, ref, tf, type Value, type Vars } from "../kit/index.ts";
import { environment, type StageSettings } from "../stage/environment.ts";
import type { Code } from "./code.ts";
import type { inputs } from "./inputs.ts";

/** @returns dataset → its job. */
export function jobs(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  {
    stage,
    made,
    role,
    security,
    logPrefix,
    waits,
  }: { stage: StageSettings; made: Code; role: Expr; security: Expr; logPrefix: string; waits: string[] },
): Expr {
  const own: { [K in keyof (JobEnvironment & TelemetryEnvironment & HookEnvironment)]: Value } = {
    PIPELINE: vars.name,
    JOB_VCPUS: 1,
    JOB_MEMORY_MB: vars.task_memory_mb,
    HOOK_FUNCTION_ARN: tf`try(each.value.hook.function_arn, null)`,
    HOOK_URL: tf`try(each.value.hook.url, null)`,
    HOOK_SECRET_ARN: tf`try(each.value.hook.secret_arn, null)`,
  };
  const settings = {
    ...environment(stage, {
      locksName: vars.idempotency_table_name,
      secretArn: vars.token_key_secret_arn,
      maxBytes: vars.max_object_bytes,
    }),
    ...own,
    AWS_REGION: at.region,
  };
  const job = forEach(
    new GlueJob(scope, "import", {
      name: `${vars.name}-import-${each.key}`,
      description: `Imports the files of ${each.key}, as many as there are`,
      roleArn: `${role.attr("arn")}`,
      glueVersion: `${vars.glue_version}`,
      workerType: `${vars.worker_type}`,
      numberOfWorkers: vars.workers.number,
      executionClass: tf`${vars.flex} ? "FLEX" : "STANDARD"`.toString(),
      maxRetries: vars.retries.number,
      timeout: vars.timeout_minutes.number,
      securityConfiguration: `${security}`,
      command: { name: "glueetl", pythonVersion: "3", scriptLocation: `${made.script}` },
      executionProperty: { maxConcurrentRuns: 1 },
      defaultArguments: {
        "--dataset": `${each.key}`,
        "--source": tf`coalesce(each.value.source, "landing")`.toString(),
        // As Base64, since quotes do not survive every way that an argument takes.
        "--settings":
          tf`base64encode(jsonencode({ for k, v in ${settings} : k => tostring(v) if v != null }))`.toString(),
        "--additional-python-modules": `${made.modules}`,
        "--custom-logGroup-prefix": logPrefix,
        "--enable-metrics": "true",
        "--enable-auto-scaling": tf`tostring(${vars.autoscaling})`.toString(),
        "--job-bookmark-option": "job-bookmark-disable",
        "--job-language": "python",
      },
      tags: vars.tags.map,
    }),
    vars.jobs,
  );
  job.addOverride("depends_on", waits);
  return ref(job);
}
