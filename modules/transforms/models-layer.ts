// The models' layer: the zip that the command packed, from the caller's disk or from S3.
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version/index.js";
import { PATH_IS_NO_CHANGE } from "../constructs/code.ts";
import { type Construct, type Expr, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the ARN of the layer's version. */
export function modelsLayer(scope: Construct, vars: Vars<typeof inputs>): Expr {
  const { models_zip: zip, models_s3: stored } = vars;
  const layer = new LambdaLayerVersion(scope, "models", {
    layerName: `${vars.name}-models`,
    description: "The models of the warehouse",
    filename: `${zip}`,
    sourceCodeHash: tf`${zip} == null ? null : filebase64sha256(${zip})`.toString(),
    s3Bucket: tf`try(${stored}.bucket, null)`.toString(),
    s3Key: tf`try(${stored}.key, null)`.toString(),
    s3ObjectVersion: tf`try(${stored}.version, null)`.toString(),
    compatibleRuntimes: ["nodejs22.x"],
    lifecycle: PATH_IS_NO_CHANGE,
  });
  return ref(layer, "arn");
}
