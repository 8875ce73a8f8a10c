// What is applied from a folder, and where it is asked: on the local AWS, or with --aws in the account that the caller's own
// AWS settings name. Whoever asks it need not know which.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../args/folder.ts";
import type { Options } from "../args/options.ts";
import { type AwsConfig, awsConfig } from "../aws.ts";
import { type Local, runningLocal, STATE_OPTION } from "../local-aws.ts";
import { type DeployedPipeline, deployedPipelines, onePipeline } from "../terraform/pipelines.ts";
import { pulledState } from "../terraform/pull.ts";
import { type Applied, type Resource, readBoth } from "../terraform/state.ts";

export const ESTATE_OPTIONS = {
  ...STATE_OPTION,
  aws: {
    type: "boolean",
    description:
      "ask the account of your own AWS settings, by the state of DIR's own Terraform, and not the local AWS",
  },
} as const satisfies Options;

export interface Estate extends Applied {
  dir: string;
  /** For AWS clients: the pipeline's region, and where the caller's own settings hold nothing else. */
  aws: Partial<AwsConfig>;
  /** Absent where an account is asked. */
  local?: Local;
  /** What the pipeline's names begin with. */
  pipeline: DeployedPipeline;
}

/** @throws HeadraceError where nothing is applied from DIR, or no pipeline is */
export async function estateOf(
  path: string | undefined,
  { state, aws }: { state?: string | undefined; aws: boolean },
): Promise<Estate> {
  const { dir, aws: clients, local, applied } = await appliedFrom(path, { state, aws });
  const pipeline = onePipeline(deployedPipelines(applied.resources), dir, contractName(dir));
  const region = pipeline.region === undefined ? {} : { region: pipeline.region };
  return { dir, aws: { ...clients, ...region }, ...(local && { local }), pipeline, ...applied };
}

/** What is applied from a folder, be there a pipeline or not. @throws HeadraceError where nothing is */
export async function appliedFrom(
  path: string | undefined,
  { state, aws }: { state?: string | undefined; aws: boolean },
): Promise<{ dir: string; aws: Partial<AwsConfig>; local?: Local; applied: Applied }> {
  const dir = folder(path);
  return { dir, ...(aws ? { applied: await pulledState(dir), aws: {} } : await onLocal(dir, state)) };
}

async function onLocal(
  dir: string,
  state: string | undefined,
): Promise<{ applied: Applied; aws: Partial<AwsConfig>; local: Local }> {
  const local = await runningLocal(state);
  return { applied: readBoth(dir, local), aws: awsConfig(local.env), local };
}

/** Attributes of a resource as texts; empty where there are none. */
export const attribute = ({ attributes }: Resource, name: string): string =>
  typeof attributes[name] === "string" ? (attributes[name] as string) : "";

export const ofType = ({ resources }: Applied, type: string): Resource[] =>
  resources.filter((resource) => resource.type === type);

/** `name:` of DIR's headrace.yaml, read loosely: it only chooses among several pipelines. */
export function contractName(dir: string): string | undefined {
  const file = join(dir, "headrace.yaml");
  if (!existsSync(file)) return undefined;
  return /^name:\s*["']?([a-z0-9-]+)/m.exec(readFileSync(file, "utf8"))?.[1];
}
