// The job that a task goes to which the function has not the time, the memory or the storage for: the function's code and rights in a task.
import { ENGINE_PROCESS } from "../../core/environment/engine-process.ts";
import { TASK_COMMAND, TASK_PARAMETER, type TaskJobEnvironment } from "../../core/environment/task-job.ts";
import { TASK_RESULTS, TASK_UPLOADS } from "../../core/records/tasks.ts";
import { type FunctionJob, functionJob } from "../batch/function-job.ts";
import type { Account } from "../constructs/account.ts";
import { objectArn } from "../constructs/text-object.ts";
import { useTokenKey, vaultOfVars } from "../constructs/token-sources.ts";
import { tokenizeStatements } from "../constructs/vault-access.ts";
import { type Construct, type Expr, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { objects } from "./tasks.ts";

/** Two processors, and storage for eight times a file, whatever the function has. */
const SIZE = { vcpus: 2, memory_mb: 8192, storage_gib: 21 } as const;

type OwnOfFunction = "JOB_QUEUE_ARN" | "JOB_DEFINITION_ARN";

export function taskJob(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  told: { environment: { readonly [name: string]: Value }; keyArn: Expr },
): FunctionJob {
  const own: Pick<
    { [K in keyof Omit<TaskJobEnvironment, OwnOfFunction>]: Value },
    "JOB_VCPUS" | "JOB_MEMORY_MB" | "TASK_SECONDS"
  > = {
    JOB_VCPUS: SIZE.vcpus,
    JOB_MEMORY_MB: SIZE.memory_mb,
    TASK_SECONDS: tf`try(${vars.job}.timeout_seconds, null)`,
  };
  return functionJob(scope, at, vars, {
    suffix: "rules",
    description: "Does tasks of the API that outlast a function",
    command: TASK_COMMAND,
    parameter: TASK_PARAMETER,
    environment: { ...told.environment, ...ENGINE_PROCESS, ...own },
    statements: [
      { sid: "ReadContract", actions: ["s3:GetObject"], resources: objectArn(at, vars.contract_uri) },
      {
        sid: "KeepTasks",
        actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        resources: vars.api_table_arn,
      },
      { sid: "ReadTasks", actions: ["s3:GetObject"], resources: objects(at, vars, TASK_UPLOADS) },
      {
        sid: "ListTasks",
        actions: [],
        rarely: { WhenGone: ["s3:ListBucket"] },
        resources: `arn:${at.partition}:s3:::${vars.system_bucket}`,
      },
      {
        sid: "WriteResults",
        actions: ["s3:PutObject"],
        rarely: { AfterFailure: ["s3:AbortMultipartUpload"] },
        resources: objects(at, vars, TASK_RESULTS),
      },
      useTokenKey(vars, true),
      ...tokenizeStatements(at, vaultOfVars(vars)),
      {
        sid: "UseKeys",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: tf`concat([${told.keyArn}], ${vars.additional_kms_key_arns})`,
      },
    ],
    size: {
      vcpus: tf`${SIZE.vcpus}`,
      memoryMb: tf`${SIZE.memory_mb}`,
      storageGib: tf`${SIZE.storage_gib}`,
    },
  });
}
