// The newest jobs of Batch with what became of them and what they logged last. What is over is asked for once.
import { BatchClient, DescribeJobsCommand, type JobDetail, ListJobsCommand } from "@aws-sdk/client-batch";
import { LOG_LINES, MOST_JOBS } from "../../../page/model/limits.ts";
import type { Job } from "../../../page/model/page.ts";
import { logOf } from "../../pipeline/job-log.ts";
import { type JobsOf, jobsOf, listJobs } from "../../pipeline/jobs.ts";
import { clipped } from "./clipped.ts";
import { someAtATime } from "./in-turn.ts";
import type { Seen } from "./seen.ts";

/** What DescribeJobs takes at once. */
const JOBS_AT_ONCE = 100;
const OVER = new Set(["SUCCEEDED", "FAILED"]);
/** Characters of a line of a log. */
const LONGEST_LINE = 500;

export class JobBook {
  /** Undefined where the pipeline has no jobs. */
  readonly #jobs: JobsOf | undefined;
  readonly #over = new Map<string, Job>();

  constructor(seen: Seen) {
    this.#jobs = seen.pipeline.jobQueue === undefined ? undefined : jobsOf(seen);
  }

  /** The newest first; undefined where the pipeline has none of Batch. */
  async read(): Promise<Job[] | undefined> {
    const jobs = this.#jobs;
    if (!jobs) return undefined;
    const ids = (await listJobs(jobs)).slice(0, MOST_JOBS).flatMap(({ jobId }) => jobId ?? []);
    const unknown = ids.filter((id) => !this.#over.has(id));
    const batch = new BatchClient(jobs.aws);
    try {
      const found = await described(batch, unknown);
      const read = await someAtATime(found, (job) => this.#jobOf(jobs, batch, job));
      const all = new Map([...this.#over, ...read.map((job) => [job.id, job] as const)]);
      for (const job of read) if (OVER.has(job.state)) this.#over.set(job.id, job);
      return ids.flatMap((id) => all.get(id) ?? []);
    } finally {
      batch.destroy();
    }
  }

  async #jobOf(jobs: JobsOf, batch: BatchClient, job: JobDetail): Promise<Job> {
    const { jobId = "", jobName = "", status = "", createdAt = 0, startedAt, stoppedAt } = job;
    const tasks = Object.entries(job.arrayProperties?.statusSummary ?? {}).filter(([, n]) => n > 0);
    const failed = tasks.length > 0 ? await failedTask(batch, jobId) : undefined;
    const reason = reasonOf(failed ?? job);
    const lines = tasks.length > 0 && !failed ? [] : await logOf(jobs, failed ?? job);
    return {
      id: jobId,
      name: jobName,
      state: status,
      created: new Date(createdAt).toISOString(),
      ...(startedAt && stoppedAt && { seconds: Math.max(0, stoppedAt - startedAt) / 1000 }),
      attempts: job.attempts?.length ?? 0,
      ...(tasks.length > 0 && { tasks: Object.fromEntries(tasks) }),
      ...(reason && { reason: clipped(reason) }),
      tail: lines.slice(-LOG_LINES).map((line) => clipped(line.trimEnd(), LONGEST_LINE)),
    };
  }
}

async function described(batch: BatchClient, ids: readonly string[]): Promise<JobDetail[]> {
  const found: JobDetail[] = [];
  for (let from = 0; from < ids.length; from += JOBS_AT_ONCE) {
    const { jobs = [] } = await batch.send(
      new DescribeJobsCommand({ jobs: ids.slice(from, from + JOBS_AT_ONCE) }),
    );
    found.push(...jobs);
  }
  return found;
}

/** The first task of an array that failed. */
async function failedTask(batch: BatchClient, arrayJobId: string): Promise<JobDetail | undefined> {
  const { jobSummaryList: [first] = [] } = await batch.send(
    new ListJobsCommand({ arrayJobId, jobStatus: "FAILED", maxResults: 1 }),
  );
  const [job] = first?.jobId ? await described(batch, [first.jobId]) : [];
  return job;
}

/** Batch's own words, and by which container and exit code the last attempt ended, where it failed. */
function reasonOf(job: JobDetail): string {
  if (job.status === "SUCCEEDED") return "";
  const last = job.attempts?.at(-1);
  const containers = [
    ...(last?.container ? [{ name: "", ...last.container }] : []),
    ...(last?.taskProperties ?? []).flatMap(({ containers: own = [] }) => own),
  ];
  const ends = containers.flatMap(({ name, exitCode, reason }) => {
    if (!reason && !exitCode) return [];
    const how = [reason, exitCode && `exit code ${exitCode}`].filter(Boolean).join(", ");
    return [name ? `${name}: ${how}` : how];
  });
  return [job.statusReason, ...ends].filter(Boolean).join("; ");
}
