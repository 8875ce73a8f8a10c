// A job: what it was asked for, what became of it, and how DescribeJobs and ListJobs tell it.

import type { TaskContainer } from "./container.ts";
import type { JobDefinition, JobQueue } from "./definition.ts";
import type { RetryStrategy } from "./retry.ts";

/** In the order in which a job goes through them; the last two are ends. */
export const STATES = [
  "SUBMITTED",
  "PENDING",
  "RUNNABLE",
  "STARTING",
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
] as const;
export type JobState = (typeof STATES)[number];

export interface Dependency {
  jobId?: string;
  type?: "N_TO_N" | "SEQUENTIAL";
}

export interface AttemptContainer {
  exitCode?: number;
  reason?: string;
  logStreamName?: string;
}

export interface Attempt {
  container: AttemptContainer & { taskArn: string };
  /** Of a task of several. */
  taskProperties?: { taskArn: string; containers: (AttemptContainer & { name: string })[] }[];
  /** Milliseconds since 1970. */
  startedAt: number;
  stoppedAt: number;
  statusReason: string;
}

export interface Job {
  readonly jobId: string;
  readonly jobArn: string;
  readonly jobName: string;
  readonly region: string;
  readonly queue: JobQueue;
  readonly definition: JobDefinition;
  /** The definition's, as the job has overridden them. */
  readonly containers: readonly TaskContainer[];
  readonly parameters: Record<string, string>;
  readonly retryStrategy: RetryStrategy;
  readonly timeoutSeconds?: number | undefined;
  readonly shareIdentifier?: string | undefined;
  readonly schedulingPriority?: number | undefined;
  readonly dependsOn: readonly Dependency[];
  readonly tags: Record<string, string>;
  /** A child of an array: its parent's id, and its index. */
  readonly child?: { parent: string; index: number };
  /** A parent: how many children it has. */
  readonly arraySize?: number | undefined;
  readonly createdAt: number;
  state: JobState;
  statusReason?: string;
  startedAt?: number;
  stoppedAt?: number;
  logStreamName?: string;
  exitCode?: number | undefined;
  reason?: string | undefined;
  attempts: Attempt[];
  isCancelled: boolean;
  isTerminated: boolean;
}

export const isOver = ({ state }: Pick<Job, "state">): boolean => state === "SUCCEEDED" || state === "FAILED";

export const jobArn = (region: string, accountId: string, jobId: string): string =>
  `arn:aws:batch:${region}:${accountId}:job/${jobId}`;

/** As ListJobs gives it. */
export const summaryOf = (job: Job, children: readonly Job[]) => ({
  jobArn: job.jobArn,
  jobId: job.jobId,
  jobName: job.jobName,
  createdAt: job.createdAt,
  status: job.state,
  jobDefinition: job.definition.jobDefinitionArn,
  ...(job.statusReason !== undefined && { statusReason: job.statusReason }),
  ...(job.startedAt !== undefined && { startedAt: job.startedAt }),
  ...(job.stoppedAt !== undefined && { stoppedAt: job.stoppedAt }),
  ...(job.arraySize === undefined && {
    container: {
      ...(job.exitCode !== undefined && { exitCode: job.exitCode }),
      ...(job.reason !== undefined && { reason: job.reason }),
    },
  }),
  ...arrayOf(job, children),
});

/** As DescribeJobs gives it. */
export const detailsOf = (job: Job, children: readonly Job[]) => ({
  ...withoutContainer(summaryOf(job, children), job),
  jobQueue: job.queue.jobQueueArn,
  attempts: job.attempts.map(({ taskProperties, container, ...own }) =>
    taskProperties ? { ...own, taskProperties } : { ...own, container },
  ),
  dependsOn: job.dependsOn,
  parameters: job.parameters,
  retryStrategy: { attempts: 1, ...job.retryStrategy },
  ...(job.timeoutSeconds !== undefined && { timeout: { attemptDurationSeconds: job.timeoutSeconds } }),
  ...(job.shareIdentifier !== undefined && { shareIdentifier: job.shareIdentifier }),
  ...(job.schedulingPriority !== undefined && { schedulingPriority: job.schedulingPriority }),
  tags: job.tags,
  propagateTags: job.definition.propagateTags ?? false,
  platformCapabilities: job.definition.platformCapabilities ?? ["EC2"],
  isCancelled: job.isCancelled,
  isTerminated: job.isTerminated,
  ...(job.definition.ecsProperties ? taskOf(job) : containerOf(job)),
});

/** ListJobs tells the exit code of a job's container; DescribeJobs has it among the containers' properties. */
const withoutContainer = <S extends object>(summary: S, { definition }: Job): S =>
  definition.ecsProperties ? { ...summary, container: undefined } : summary;

const containerOf = (job: Job) => {
  const [{ name: _name, essential: _essential, dependsOn: _dependsOn, ...container } = {} as TaskContainer] =
    job.containers;
  return {
    container: {
      ...container,
      ...(job.exitCode !== undefined && { exitCode: job.exitCode }),
      ...(job.reason !== undefined && { reason: job.reason }),
      ...(job.logStreamName !== undefined && { logStreamName: job.logStreamName }),
      ...(job.attempts.at(-1) && { taskArn: job.attempts.at(-1)?.container.taskArn }),
    },
  };
};

/** A task's containers, each with what became of it in the last attempt. */
function taskOf(job: Job) {
  const [task] = job.definition.ecsProperties?.taskProperties ?? [];
  const [last] = job.attempts.at(-1)?.taskProperties ?? [];
  const containers = job.containers.map(({ jobRoleArn: _job, executionRoleArn: _execution, ...own }) => ({
    ...own,
    ...last?.containers.find(({ name }) => name === own.name),
  }));
  return {
    ecsProperties: { taskProperties: [{ ...task, containers, ...(last && { taskArn: last.taskArn }) }] },
  };
}

function arrayOf(job: Job, children: readonly Job[]) {
  if (job.child) return { arrayProperties: { index: job.child.index } };
  if (job.arraySize === undefined) return {};
  const statusSummary = Object.fromEntries(
    STATES.map((state) => [state, children.filter((child) => child.state === state).length]),
  );
  return { arrayProperties: { size: job.arraySize, statusSummary } };
}
