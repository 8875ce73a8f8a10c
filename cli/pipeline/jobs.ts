// The jobs of a pipeline that is applied to the local AWS: those there are, one more by hand, and what one has logged.
import {
  BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  type JobSummary,
  paginateListJobs,
  SubmitJobCommand,
} from "@aws-sdk/client-batch";
import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { HeadraceError } from "../../core/errors.ts";
import { notificationOf } from "../../handlers/events/notifications.ts";
import { type AwsConfig, awsConfig } from "../aws.ts";
import type { Local } from "../local-aws.ts";
import { functionEnvironment } from "../terraform/pipelines.ts";
import { readState } from "../terraform/state.ts";
import { pipelineOf } from "./find.ts";

export interface JobsOf {
  aws: AwsConfig;
  /** ARNs of its job queues. */
  queues: string[];
  /** The queue and the definition that imports go to. */
  importQueue: string;
  importDefinition: string;
  landing: string;
}

/** @throws HeadraceError no_jobs, where the pipeline has none */
export function jobsOf(dir: string, local: Local): JobsOf {
  const { landing, jobQueue, region } = pipelineOf(dir, local);
  const resources = readState(dir, local);
  const env = resources.map(functionEnvironment).find((one) => one.JOB_QUEUE_ARN === jobQueue);
  if (!jobQueue || !env)
    throw new HeadraceError(
      "no_jobs",
      `What is applied from ${dir} has no jobs of Batch.`,
      "Call the pipeline module with batch = { enabled = true }, and apply again: see docs/guide/compute.md.",
    );
  return {
    aws: awsConfig(local.env, region),
    queues: resources
      .filter(({ type }) => type === "aws_batch_job_queue")
      .map(({ attributes }) => String(attributes.arn)),
    importQueue: jobQueue,
    importDefinition: env.IMPORT_JOB_DEFINITION_ARN ?? "",
    landing,
  };
}

/** All jobs of its queues, newest first. */
export async function listJobs({ aws, queues }: JobsOf): Promise<JobSummary[]> {
  const client = new BatchClient(aws);
  const found: JobSummary[] = [];
  for (const jobQueue of queues)
    for await (const page of paginateListJobs(
      { client },
      { jobQueue, filters: [{ name: "JOB_NAME", values: ["*"] }] },
    ))
      found.push(...(page.jobSummaryList ?? []));
  client.destroy();
  return found.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
}

/**
 * Submits an import of an object that lies in landing, as dispatch does.
 * @returns the job's id
 * @throws HeadraceError object_missing
 */
export async function submitImport(jobs: JobsOf, key: string): Promise<string> {
  const s3 = new S3Client({ ...jobs.aws, forcePathStyle: true });
  const there = await s3.send(new HeadObjectCommand({ Bucket: jobs.landing, Key: key })).then(
    () => true,
    () => false,
  );
  s3.destroy();
  if (!there)
    throw new HeadraceError(
      "object_missing",
      `There is no object ${key} in ${jobs.landing}.`,
      "Write DATASET/FILE as it lies in the landing bucket: the audit table names the keys of what was imported.",
    );
  const event = notificationOf({ bucket: jobs.landing, key, eventTime: new Date().toISOString() });
  const client = new BatchClient(jobs.aws);
  const { jobId = "" } = await client.send(
    new SubmitJobCommand({
      jobName: "import-by-hand",
      jobQueue: jobs.importQueue,
      jobDefinition: jobs.importDefinition,
      shareIdentifier: "byhand",
      parameters: { event },
    }),
  );
  client.destroy();
  return jobId;
}

/** @throws HeadraceError job_missing */
export async function jobOf({ aws }: JobsOf, jobId: string): Promise<JobDetail> {
  const client = new BatchClient(aws);
  const { jobs: [job] = [] } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
  client.destroy();
  if (job) return job;
  throw new HeadraceError("job_missing", `There is no job ${jobId}.`, "`headrace jobs list DIR` lists them.");
}

/** The lines that all attempts at a job have logged. */
export async function logOf({ aws }: JobsOf, job: JobDetail): Promise<string[]> {
  const logGroupName = job.container?.logConfiguration?.options?.["awslogs-group"] ?? "/aws/batch/job";
  const streams = (job.attempts ?? []).flatMap(({ container }) => container?.logStreamName ?? []);
  const current = job.container?.logStreamName;
  const logStreamNames = [...new Set([...streams, ...(current ? [current] : [])])];
  if (logStreamNames.length === 0) return [];
  const client = new CloudWatchLogsClient(aws);
  const lines: string[] = [];
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName, logStreamNames }))
      lines.push(...events.map(({ message = "" }) => message));
  } catch (error) {
    // A stream is made with its first line.
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
  }
  client.destroy();
  return lines;
}
