// The job that imports what no function holds: the stage function's code, roles and settings, with the time that it takes.
import { BatchJobDefinition } from "@cdktf/provider-aws/lib/batch-job-definition/index.js";
import { ENGINE_PROCESS } from "../../core/environment/engine-process.ts";
import { JOB_RETRY, type JobEnvironment } from "../../core/environment/job.ts";
import type { TelemetryEnvironment } from "../../core/environment/telemetry.ts";
import type { Account } from "../constructs/account.ts";
import { type Construct, type Expr, ref, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import { environment as stageEnvironment } from "../stage/environment.ts";
import { onePass } from "../stage/import-job.ts";
import { permissions } from "../stage/permissions.ts";
import { containerProperties } from "./container.ts";
import type { Image } from "./image.ts";
import type { inputs } from "./inputs.ts";
import type { Network } from "./network.ts";
import { startStatements, type TaskRole, taskRole } from "./roles.ts";

export interface ImportJob {
  definition: Expr;
  role: TaskRole;
  executionRole: TaskRole;
  /** An object of more bytes is too large even for the job. */
  maxBytes: Expr;
}

/** An import takes up to 4 times the size of its file. */
const STORAGE_PER_BYTE = 4;

export function importJob(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  { keyArn, net, image, logGroup }: { keyArn: Expr; net: Network; image: Image; logGroup: string },
): ImportJob {
  const stage = onePass(vars);
  const maxBytes = tf`floor(${vars.storage_gib} * 1073741824 / ${STORAGE_PER_BYTE})`;
  const role = taskRole(scope, at, vars, {
    id: "job",
    suffix: "import-job",
    description: "Imports what no function holds",
    statements: [
      ...permissions(at, stage, {
        locksArn: vars.idempotency_table_arn,
        secretArn: vars.token_key_secret_arn,
      }),
      useKeys(keyArn, vars.additional_kms_key_arns),
    ],
  });
  const executionRole = taskRole(scope, at, vars, {
    id: "start",
    suffix: "job-start",
    description: "Fetches the image of jobs and writes their log",
    statements: startStatements(
      at,
      logGroup,
      tf`[for arn in [${image.repositoryArn}] : arn if ${vars.image_uri} == null]`,
    ),
  });
  const own: { [K in keyof (JobEnvironment & TelemetryEnvironment)]: Value } = {
    PIPELINE: vars.name,
    JOB_VCPUS: vars.vcpus,
    JOB_MEMORY_MB: vars.memory_mb,
  };
  const definition = new BatchJobDefinition(scope, "import", {
    name: `${vars.name}-import`,
    type: "container",
    platformCapabilities: [`${vars.compute}`],
    containerProperties: containerProperties(at, {
      image: image.uri,
      command: ["Ref::event"],
      jobRoleArn: role.attr("arn"),
      executionRoleArn: executionRole.attr("arn"),
      environment: {
        ...stageEnvironment(stage, {
          locksName: vars.idempotency_table_name,
          secretArn: vars.token_key_secret_arn,
          maxBytes,
        }),
        ...ENGINE_PROCESS,
        ...own,
        // Batch gives it to tasks of Fargate alone.
        AWS_REGION: at.region,
      },
      vcpus: vars.vcpus,
      memoryMb: vars.memory_mb,
      storageGib: vars.storage_gib,
      fargate: tf`${vars.compute} == "FARGATE"`,
      isPublic: net.isPublic,
      architecture: vars.architecture,
      logGroup,
      streamPrefix: "import",
    }).toString(),
    retryStrategy: retryStrategy(vars.attempts),
    timeout: { attemptDurationSeconds: vars.timeout_seconds.number },
    propagateTags: true,
    tags: vars.tags.map,
  });
  return { definition: ref(definition), role, executionRole, maxBytes };
}

export const retryStrategy = (attempts: Expr) => ({
  attempts: attempts.number,
  evaluateOnExit: JOB_RETRY.map((one) => ({
    action: one.action,
    ...("on_exit_code" in one ? { onExitCode: one.on_exit_code } : { onReason: one.on_reason }),
  })),
});

export const useKeys = (keyArn: Expr, others: Expr): Statement => ({
  sid: "UseKeys",
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  resources: tf`concat([${keyArn}], ${others})`,
});
