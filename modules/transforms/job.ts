// The job that a run of the models goes on in: the function's code, with the function's rights, and its layer.
import {
  MODELS_COMMAND,
  MODELS_PARAMETER,
  type ModelsJobEnvironment,
} from "../../core/environment/models-job.ts";
import type { ModelsEnvironment } from "../../core/environment/transforms.ts";
import { type FunctionJob, functionJob } from "../batch/function-job.ts";
import type { Account } from "../constructs/account.ts";
import { type Construct, type Expr, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** It waits for statements of the warehouse. EC2 shares out whole vCPUs, Fargate quarters. */
const SIZE = { quarter: 0.25, whole: 1, memory_mb: 1024, storage_gib: 21 } as const;

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
): FunctionJob {
  const environment: { [K in keyof ModelsJobEnvironment]: Value } = {
    ...told.environment,
    MODELS_LAYER_ARN: told.layerArn,
  };
  return functionJob(scope, at, vars, {
    suffix: "transforms",
    description: "Builds and tests the models in the warehouse where that outlasts a function",
    command: MODELS_COMMAND,
    parameter: MODELS_PARAMETER,
    // Somebody who names no request runs all models.
    unasked: "{}",
    environment: environment as { [name: string]: Value },
    statements: [
      ...told.statements,
      { sid: "ReadModels", actions: ["lambda:GetLayerVersion"], resources: told.layerArn },
      {
        sid: "UseKeys",
        actions: ["kms:Decrypt"],
        resources: tf`concat([${told.keyArn}], ${vars.additional_kms_key_arns})`,
      },
    ],
    size: {
      vcpus: tf`try(${vars.job}.compute, null) == "FARGATE" ? ${SIZE.quarter} : ${SIZE.whole}`,
      memoryMb: tf`${SIZE.memory_mb}`,
      storageGib: tf`${SIZE.storage_gib}`,
    },
  });
}
