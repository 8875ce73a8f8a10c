// One job of a pipeline that is applied, by its id or its name, and what it has logged: all attempts at it and, where it is an array,
// all its tasks.
import { BatchClient, DescribeJobsCommand, type JobDetail } from "@aws-sdk/client-batch";
import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { HeadraceError } from "../../core/errors.ts";
import { type JobsOf, listJobs } from "./jobs.ts";

/** What DescribeJobs takes at once. */
const AT_ONCE = 100;
/** A task of an array has its number after the array's id. */
const JOB_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:\d+)?$/;

/**
 * @param name a job's id, or the name of jobs, whose newest is meant
 * @throws HeadraceError job_missing
 */
export async function jobOf(jobs: JobsOf, name: string): Promise<JobDetail> {
  const id = JOB_ID.test(name) ? name : (await listJobs(jobs)).find(({ jobName }) => jobName === name)?.jobId;
  const [job] = id === undefined ? [] : await described(jobs, [id]);
  if (job) return job;
  throw new HeadraceError("job_missing", `There is no job ${name}.`, "`headrace jobs list DIR` lists them.");
}

/** The lines that a job has logged: those of one task after those of the other. */
export async function logOf(jobs: JobsOf, job: JobDetail): Promise<string[]> {
  const size = job.arrayProperties?.size;
  if (size === undefined) return linesOf(jobs, job);
  const tasks = await described(
    jobs,
    Array.from({ length: size }, (_, index) => `${job.jobId}:${index}`),
  );
  const lines: string[] = [];
  for (const task of tasks) lines.push(...(await linesOf(jobs, task)));
  return lines;
}

/** As many of them as there are, in the order of their ids. */
async function described({ aws }: JobsOf, ids: readonly string[]): Promise<JobDetail[]> {
  const client = new BatchClient(aws);
  const found = new Map<string | undefined, JobDetail>();
  try {
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const asked = new DescribeJobsCommand({ jobs: ids.slice(from, from + AT_ONCE) });
      for (const job of (await client.send(asked)).jobs ?? []) found.set(job.jobId, job);
    }
  } finally {
    client.destroy();
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

async function linesOf({ aws }: JobsOf, job: JobDetail): Promise<string[]> {
  const [task] = job.ecsProperties?.taskProperties ?? [];
  const own = job.container ?? task?.containers?.[0];
  const logGroupName = own?.logConfiguration?.options?.["awslogs-group"] ?? "/aws/batch/job";
  const streams = (job.attempts ?? []).flatMap(({ container, taskProperties = [] }) => [
    ...(container?.logStreamName ? [container.logStreamName] : []),
    ...taskProperties.flatMap(({ containers = [] }) =>
      containers.flatMap(({ logStreamName = [] }) => logStreamName),
    ),
  ]);
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
  } finally {
    client.destroy();
  }
  return lines;
}
