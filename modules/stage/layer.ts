// The DuckDB layer of the function's processor.
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version/index.js";
import { artifact, type Construct, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./index.ts";

/** @returns the ARN of the layer's version. */
export function duckdbLayer(scope: Construct, vars: Vars<typeof inputs>) {
  const zip = artifact(`duckdb-layer-${vars.architecture}.zip`);
  const layer = new LambdaLayerVersion(scope, "duckdb", {
    layerName: `${vars.name}-duckdb-${vars.architecture}`,
    description: "DuckDB for Node",
    filename: zip.toString(),
    sourceCodeHash: tf`filebase64sha256(${zip})`.toString(),
    compatibleArchitectures: [`${vars.architecture}`],
    compatibleRuntimes: ["nodejs22.x"],
  });
  return ref(layer, "arn");
}
