// The DuckDB layer of the function's processor.
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version/index.js";
import { PATH_IS_NO_CHANGE } from "../constructs/code.ts";
import { artifact, type Construct, one, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the ARN of the layer's version: one that is made, or the caller's. */
export function duckdbLayer(scope: Construct, vars: Vars<typeof inputs>) {
  const zip = artifact(`duckdb-layer-${vars.architecture}.zip`);
  const layer = when(
    vars.create_layer,
    new LambdaLayerVersion(scope, "duckdb", {
      layerName: `${vars.name}-duckdb-${vars.architecture}`,
      description: "DuckDB for Node",
      filename: zip.toString(),
      sourceCodeHash: tf`filebase64sha256(${zip})`.toString(),
      compatibleArchitectures: [`${vars.architecture}`],
      compatibleRuntimes: ["nodejs22.x"],
      lifecycle: PATH_IS_NO_CHANGE,
    }),
  );
  return tf`${vars.create_layer} ? ${one(layer, "arn")} : ${vars.layer_arn}`;
}
