// The job that a run of the models goes on in: the function's code in the image `stage`, with the function's rights, and its layer.
import { BatchJobDefinition } from "@cdktf/provider-aws/lib/batch-job-definition/index.js";
import {
  MODELS_COMMAND,
  MODELS_PARAMETER,
  type ModelsJobEnvironment,
} from "../../core/environment/models-job.ts";
import type { TelemetryEnvironment } from "../../core/environment/telemetry.ts";
import type { ModelsEnvironment } from "../../core/environment/transforms.ts";
import { containerProperties } from "../batch/container.ts";
import { retryStrategy } from "../batch/import-job.ts";
import { startStatements, taskRole } from "../batch/roles.ts";
import type { Account } from "../constructs/account.ts";
import {
  type Construct,
  type Expr,
  one,
  type Statement,
  seldom,
  tf,
  type Value,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** It waits for statements of the warehouse. EC2 shares out whole vCPUs, Fargate quarters. */
const SIZE = { quarter: 0.25, whole: 1, memory_mb: 1024, storage_gib: 21 } as const;

export interface ModelsJob {
  /** ARN of the definition, with its revision; null where there are no jobs, as all of this. */
  definitionArn: Expr;
  definitionName: Expr;
  roleName: Expr;
}

export function modelsJob(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  told: {
    environment: { [K in keyof ModelsEnvironment]: Value };
    /** What the function may do in a run. */
    statements: readonly Statement[];
    keyArn: Expr;
    layerArn: Expr;
  },
): ModelsJob {
  const onlyIf = tf`${vars.job} != null`;
  const of = (name: string): Expr => tf`try(${vars.job.attr(name)}, null)`;
  const role = taskRole(scope, at, vars, {
    id: "job",
    suffix: "transforms-job",
    description: "Builds and tests the models in the warehouse where that outlasts a function",
    onlyIf,
    statements: [
      ...told.statements,
      { sid: "ReadModels", actions: ["lambda:GetLayerVersion"], resources: told.layerArn },
      {
        sid: "UseKeys",
        actions: ["kms:Decrypt"],
        resources: tf`concat([${told.keyArn}], ${vars.additional_kms_key_arns})`,
      },
    ].map((statement) => seldom(statement, "WhenLong")),
  });
  const execution = taskRole(scope, at, vars, {
    id: "start",
    suffix: "transforms-job-start",
    description: "Fetches the image of runs of the models and writes their log",
    onlyIf,
    statements: startStatements(
      at,
      `${of("log_group_name")}`,
      tf`[for arn in [${of("repository_arn")}] : arn if arn != null]`,
    ).map((statement) => seldom(statement, "WhenLong")),
  });
  const own: {
    [K in keyof (Omit<ModelsJobEnvironment, keyof ModelsEnvironment> & TelemetryEnvironment)]: Value;
  } = {
    PIPELINE: vars.name,
    MODELS_LAYER_ARN: told.layerArn,
  };
  const isFargate = tf`${of("compute")} == "FARGATE"`;
  const definition = new BatchJobDefinition(scope, "runs", {
    name: `${vars.name}-transforms`,
    type: "container",
    platformCapabilities: [`${of("compute")}`],
    // Somebody who names no request runs all models.
    parameters: { [MODELS_PARAMETER]: "{}" },
    containerProperties: containerProperties(at, {
      image: of("image_uri"),
      command: [MODELS_COMMAND, `Ref::${MODELS_PARAMETER}`],
      jobRoleArn: role.attr("arn"),
      executionRoleArn: execution.attr("arn"),
      environment: { ...told.environment, ...own, AWS_REGION: at.region },
      vcpus: tf`${isFargate} ? ${SIZE.quarter} : ${SIZE.whole}`,
      memoryMb: tf`${SIZE.memory_mb}`,
      storageGib: tf`${SIZE.storage_gib}`,
      fargate: isFargate,
      isPublic: of("assign_public_ip"),
      architecture: vars.architecture,
      logGroup: of("log_group_name"),
      streamPrefix: "models",
    }).toString(),
    retryStrategy: retryStrategy(of("attempts")),
    timeout: { attemptDurationSeconds: of("timeout_seconds").number },
    propagateTags: true,
    tags: vars.tags.map,
  });
  when(onlyIf, definition);
  return {
    definitionArn: one(definition, "arn"),
    definitionName: one(definition, "name"),
    roleName: role.attr("name"),
  };
}
