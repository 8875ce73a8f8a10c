// A run of a job: what it was asked for, what became of it, and how GetJobRun tells it.
// Source: AWS Glue API Reference, JobRun; Developer Guide, "AWS Glue job run statuses".
import { epochSeconds } from "../../../gateway/aws-json.ts";
import { type JobDefinition, WORKERS } from "./definition.ts";

export type RunState =
  | "WAITING"
  | "STARTING"
  | "RUNNING"
  | "STOPPING"
  | "STOPPED"
  | "SUCCEEDED"
  | "FAILED"
  | "TIMEOUT"
  | "ERROR";

export interface JobRun {
  id: string;
  job: string;
  region: string;
  /** As the job was when the run began, with what the run overrides. */
  definition: JobDefinition;
  /** What its script is given. */
  args: Record<string, string>;
  /** 0 is the first. */
  attempt: number;
  previous?: string | undefined;
  trigger?: string | undefined;
  state: RunState;
  error?: string;
  logGroup: string;
  startedAt: number;
  completedAt?: number;
  executionSeconds: number;
}

const OVER: readonly RunState[] = ["STOPPED", "SUCCEEDED", "FAILED", "TIMEOUT", "ERROR"];
export const isOver = ({ state }: Pick<JobRun, "state">): boolean => OVER.includes(state);

/** As GetJobRun gives it. */
export function runOf(run: JobRun): object {
  const { definition: job } = run;
  const dpus = (job.WorkerType ? WORKERS[job.WorkerType]?.dpus : 1) ?? 1;
  const capacity = dpus * (job.NumberOfWorkers ?? 2);
  return {
    Id: run.id,
    Attempt: run.attempt,
    ...(run.previous && { PreviousRunId: run.previous }),
    ...(run.trigger && { TriggerName: run.trigger }),
    JobName: run.job,
    JobRunState: run.state,
    StartedOn: epochSeconds(run.startedAt),
    LastModifiedOn: epochSeconds(run.completedAt ?? Date.now()),
    ...(run.completedAt !== undefined && { CompletedOn: epochSeconds(run.completedAt) }),
    Arguments: run.args,
    ...(run.error !== undefined && { ErrorMessage: run.error }),
    PredecessorRuns: [],
    AllocatedCapacity: capacity,
    MaxCapacity: capacity,
    ExecutionTime: Math.round(run.executionSeconds),
    DPUSeconds: run.executionSeconds * capacity,
    Timeout: job.Timeout ?? 480,
    ...(job.WorkerType && { WorkerType: job.WorkerType, NumberOfWorkers: job.NumberOfWorkers }),
    ...(job.SecurityConfiguration && { SecurityConfiguration: job.SecurityConfiguration }),
    LogGroupName: run.logGroup,
    GlueVersion: job.GlueVersion ?? "5.1",
    ExecutionClass: job.ExecutionClass ?? "STANDARD",
    JobMode: job.JobMode ?? "SCRIPT",
  };
}
