// The pipelines that a root has deployed: found by the stage functions in its state, whose environment names
// the buckets, tables and contract that belong together.
import { HeadraceError } from "../../core/errors.ts";
import { regionOf } from "./region.ts";
import type { Resource } from "./state.ts";

export interface DeployedPipeline {
  /** Where its functions are. */
  region: string | undefined;
  contractUri: string;
  contractDigest: string;
  landing: string;
  curated: string;
  quarantine: string;
  /** Undefined where it keeps nothing of what has an end. */
  archiveBucket: string | undefined;
  auditTable: string;
  /** Glue's and Athena's database. */
  database: string | undefined;
  workgroup: string | undefined;
  /** URLs of the queues that feed its functions, each with its dead-letter queue's where it has one. */
  queues: { url: string; deadLetters: string | undefined }[];
  functions: string[];
  /** The contract's datasets. */
  datasets: string[];
  /** ARN of the queue of Batch that is given what its functions cannot hold; undefined where there is none. */
  jobQueue: string | undefined;
}

/** All pipelines in the state, in its order. */
export function deployedPipelines(resources: readonly Resource[]): DeployedPipeline[] {
  const functions = resources
    .filter(({ type }) => type === "aws_lambda_function")
    .map((resource) => ({ ...resource, env: functionEnvironment(resource) }));
  const queues = resources.filter(({ type }) => type === "aws_sqs_queue");
  const mappings = resources.filter(({ type }) => type === "aws_lambda_event_source_mapping");
  const found = new Map<string, DeployedPipeline>();
  for (const { env } of functions) {
    const { CONTRACT_URI, CONTRACT_DIGEST, LANDING_BUCKET, CURATED_BUCKET, QUARANTINE_BUCKET, AUDIT_TABLE } =
      env;
    if (!CONTRACT_URI || !CONTRACT_DIGEST || !LANDING_BUCKET || !CURATED_BUCKET || found.has(CURATED_BUCKET))
      continue;
    const members = functions.filter(
      ({ env: other }) =>
        other.CURATED_BUCKET === CURATED_BUCKET ||
        // The one that submits jobs knows no bucket.
        (other.JOB_QUEUE_ARN !== undefined && other.AUDIT_TABLE === AUDIT_TABLE) ||
        // Nor does the one that archives know that of the rows.
        (other.ARCHIVE_BUCKET !== undefined && other.PIPELINE === env.PIPELINE),
    );
    const arns = new Set(members.map(({ attributes }) => text(attributes.arn)));
    const names = members.map(({ attributes }) => text(attributes.function_name));
    const feeding = new Set(
      mappings
        .filter(({ attributes }) => arns.has(text(attributes.function_arn)))
        .map(({ attributes }) => text(attributes.event_source_arn)),
    );
    const database = members.map((member) => member.env.GLUE_DATABASE).find(Boolean);
    found.set(CURATED_BUCKET, {
      region: members[0] && regionOf(members[0].attributes),
      contractUri: CONTRACT_URI,
      contractDigest: CONTRACT_DIGEST,
      landing: LANDING_BUCKET,
      curated: CURATED_BUCKET,
      quarantine: QUARANTINE_BUCKET ?? "",
      archiveBucket: members.map((member) => member.env.ARCHIVE_BUCKET).find(Boolean),
      auditTable: AUDIT_TABLE ?? "",
      database,
      workgroup: workgroupOf(resources, members[0]?.module ?? ""),
      queues: queues
        .filter(({ attributes }) => feeding.has(text(attributes.arn)))
        .map((queue) => ({ url: text(queue.attributes.url), deadLetters: deadLettersOf(queue, resources) })),
      functions: names,
      datasets: datasetsOf(resources, CONTRACT_URI),
      jobQueue: members.map((member) => member.env.JOB_QUEUE_ARN).find(Boolean),
    });
  }
  return [...found.values()];
}

/** By the contract that Terraform wrote for the functions. */
function datasetsOf(resources: readonly Resource[], uri: string): string[] {
  const object = resources.find(
    ({ type, attributes }) =>
      type === "aws_s3_object" && `s3://${attributes.bucket}/${attributes.key}` === uri,
  );
  const contract = object && (JSON.parse(text(object.attributes.content) || "{}") as { datasets?: object });
  return Object.keys(contract?.datasets ?? {}).sort();
}

/** The one pipeline of a root, or that of the contract named `name` where it has several. */
export function onePipeline(
  pipelines: readonly DeployedPipeline[],
  dir: string,
  name?: string,
): DeployedPipeline {
  const database = name?.replaceAll("-", "_");
  const chosen =
    pipelines.length === 1 ? pipelines[0] : pipelines.find((pipeline) => pipeline.database === database);
  if (chosen) return chosen;
  throw new HeadraceError(
    "no_pipeline",
    pipelines.length === 0
      ? `What is applied from ${dir} has no Headrace pipeline.`
      : `${dir} has ${pipelines.length} pipelines, and none is called ${name ?? "as its headrace.yaml"}.`,
    "Call the pipeline module in the root, with `datasets` from the headrace.yaml beside it.",
  );
}

/** What a Lambda function is told; of other resources nothing. */
export function functionEnvironment({ attributes }: Resource): Record<string, string> {
  const blocks = attributes.environment as { variables?: Record<string, string> }[] | undefined;
  return blocks?.[0]?.variables ?? {};
}

/** The workgroup that lies nearest in the module tree. */
function workgroupOf(resources: readonly Resource[], module: string): string | undefined {
  const shared = (other: string): number => {
    let n = 0;
    while (n < module.length && module[n] === other[n]) n++;
    return n;
  };
  const nearest = resources
    .filter(({ type }) => type === "aws_athena_workgroup")
    .sort((a, b) => shared(b.module) - shared(a.module))[0];
  return nearest && text(nearest.attributes.name);
}

function deadLettersOf(queue: Resource, resources: readonly Resource[]): string | undefined {
  const separate = resources.find(
    ({ type, attributes }) =>
      type === "aws_sqs_queue_redrive_policy" && attributes.queue_url === queue.attributes.url,
  );
  const policy = text(queue.attributes.redrive_policy) || text(separate?.attributes.redrive_policy);
  if (!policy) return undefined;
  const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn?: string };
  const target = resources.find(
    ({ type, attributes }) => type === "aws_sqs_queue" && attributes.arn === deadLetterTargetArn,
  );
  return target && text(target.attributes.url);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
