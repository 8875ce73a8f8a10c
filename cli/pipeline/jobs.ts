// The jobs of a pipeline that is applied: those there are, and one more by hand (an import, or one of the contract's jobs).
import { BatchClient, type JobSummary, paginateListJobs, SubmitJobCommand } from "@aws-sdk/client-batch";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { JOB_PARAMETERS } from "../../core/environment/user-job.ts";
import { HeadraceError } from "../../core/errors.ts";
import { notificationOf } from "../../handlers/events/notifications.ts";
import type { AwsConfig } from "../aws.ts";
import { s3Client } from "../objects.ts";
import { functionEnvironment } from "../terraform/pipelines.ts";
import type { Estate } from "./estate.ts";

export interface JobsOf {
  aws: Partial<AwsConfig>;
  /** ARNs of its job queues. */
  queues: string[];
  /** The queue and the definition that imports go to. */
  importQueue: string;
  importDefinition: string;
  /** Job of the contract → its definition; and the queue that these go to. */
  definitions: ReadonlyMap<string, { arn: string; tasks: number | undefined }>;
  userQueue: string;
  landing: string;
}

/** @throws HeadraceError no_jobs, where the pipeline has none */
export function jobsOf({ aws, dir, pipeline, resources }: Estate): JobsOf {
  const { landing, jobQueue = "" } = pipeline;
  const name = /\/(.+)-(?:spot|on-demand)$/.exec(jobQueue)?.[1] ?? "";
  const env = resources.map(functionEnvironment).find((one) => one.JOB_QUEUE_ARN === jobQueue);
  if (!jobQueue || !env)
    throw new HeadraceError(
      "no_jobs",
      `What is applied from ${dir} has no jobs of Batch.`,
      "Call the pipeline module with batch = { enabled = true }, and apply again: see docs/guide/compute.md.",
    );
  return {
    aws,
    queues: resources
      .filter(({ type }) => type === "aws_batch_job_queue")
      .map(({ attributes }) => String(attributes.arn)),
    importQueue: jobQueue,
    importDefinition: env.IMPORT_JOB_DEFINITION_ARN ?? "",
    definitions: new Map(
      resources
        .filter(({ type }) => type === "aws_batch_job_definition")
        .filter(({ attributes }) => String(attributes.name).startsWith(`${name}-job-`))
        .map(({ attributes }) => [
          String(attributes.name).slice(`${name}-job-`.length),
          { arn: String(attributes.arn), tasks: tasksOf(attributes.ecs_properties) },
        ]),
    ),
    userQueue: jobQueue.replace(/\/[^/]+$/, (queue) => queue.replace(`${name}-`, `${name}-jobs-`)),
    landing,
  };
}

/** How many tasks a job of the contract has for each start, where it has several: its containers are told. */
function tasksOf(ecsProperties: unknown): number | undefined {
  const { taskProperties: [task] = [] } = JSON.parse(String(ecsProperties || "{}")) as {
    taskProperties?: { containers?: { environment?: { name: string; value: string }[] }[] }[];
  };
  const told = task?.containers?.[0]?.environment?.find(({ name }) => name === "JOB_ARRAY_SIZE")?.value;
  return told === undefined ? undefined : Number(told);
}

/** All jobs of queues, newest first. */
export async function listJobs({ aws, queues }: Pick<JobsOf, "aws" | "queues">): Promise<JobSummary[]> {
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
  const s3 = s3Client(jobs.aws);
  const there = await s3
    .send(new HeadObjectCommand({ Bucket: jobs.landing, Key: key }))
    .then(
      () => true,
      (error: Error) => {
        if (error.name === "NotFound") return false;
        throw error;
      },
    )
    .finally(() => s3.destroy());
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

/**
 * Starts a job of the contract.
 * @param run the run whose files it reads where it reads `run`; the newest where absent
 * @returns the job's id
 * @throws HeadraceError unknown_job
 */
export async function startJob(jobs: JobsOf, name: string, run: string | undefined): Promise<string> {
  const definition = jobs.definitions.get(name);
  if (definition === undefined)
    throw new HeadraceError(
      "unknown_job",
      `There is no job ${name}; ${jobs.definitions.size === 0 ? "the contract has none" : `there are ${[...jobs.definitions.keys()].sort().join(", ")}`}.`,
      "Write the name of one of the contract's jobs, or DATASET/FILE to import an object of the landing bucket.",
    );
  const client = new BatchClient(jobs.aws);
  const { jobId = "" } = await client.send(
    new SubmitJobCommand({
      jobName: name,
      jobQueue: jobs.userQueue,
      jobDefinition: definition.arn,
      ...(definition.tasks !== undefined && { arrayProperties: { size: definition.tasks } }),
      // Each start by hand is an execution of its own.
      parameters: {
        [JOB_PARAMETERS.execution]: `by-hand-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`,
        ...(run !== undefined && { [JOB_PARAMETERS.run]: run }),
      },
    }),
  );
  client.destroy();
  return jobId;
}
