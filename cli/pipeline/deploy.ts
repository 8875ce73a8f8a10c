// Brings DIR's Terraform root to life on a local AWS: what `run` and the tour do before they import.
import { type AwsConfig, awsConfig } from "../aws.ts";
import { placeImagesFor } from "../images/place.ts";
import type { Local } from "../local-aws.ts";
import type { Output } from "../output/output.ts";
import type { DeployedPipeline } from "../terraform/pipelines.ts";
import { Root } from "../terraform/root.ts";
import { told } from "../terraform/told.ts";
import { pipelineOf } from "./find.ts";

/** A pipeline that Terraform has made, and the local AWS that it is in. */
export interface Deployed {
  /** The folder of its root. */
  dir: string;
  local: Local;
  aws: AwsConfig;
  pipeline: DeployedPipeline;
  output: Output;
  signal: AbortSignal;
}

/** Applies the root, tells what that changed, and finds the pipeline in it. */
export async function deploy(
  dir: string,
  local: Local,
  output: Output,
  signal: AbortSignal,
): Promise<Deployed> {
  const root = new Root(dir, local);
  await placeImagesFor(dir, local.state);
  await told(output, "apply", () => root.apply({ progress: output.progress, signal }));
  const pipeline = pipelineOf(dir, local);
  return {
    dir,
    local,
    aws: awsConfig(local.env, pipeline.region),
    pipeline,
    output,
    signal,
  };
}
