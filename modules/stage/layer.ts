// The DuckDB layer of the function's processor.
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version/index.js";
import { layerZip, PLACE_IS_NO_CHANGE } from "../constructs/code.ts";
import { type Construct, dependsOn, one, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the ARN of the layer's version: one that is made, or the caller's. */
export function duckdbLayer(scope: Construct, vars: Vars<typeof inputs>) {
  const zip = layerZip(scope, `duckdb-layer-${vars.architecture}.zip`, vars.artifacts);
  const layer = when(
    vars.create_layer,
    new LambdaLayerVersion(scope, "duckdb", {
      layerName: `${vars.name}-duckdb-${vars.architecture}`,
      description: "DuckDB for Node",
      filename: `${zip.filename}`,
      s3Bucket: `${zip.bucket}`,
      s3Key: `${zip.key}`,
      sourceCodeHash: `${zip.hash}`,
      compatibleArchitectures: [`${vars.architecture}`],
      compatibleRuntimes: ["nodejs22.x"],
      lifecycle: PLACE_IS_NO_CHANGE,
    }),
  );
  dependsOn(layer, ...zip.checks);
  return tf`${vars.create_layer} ? ${one(layer, "arn")} : ${vars.layer_arn}`;
}
