// What operations of jobs answer, by their names.
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Jobs, StartInput } from "./index.ts";

export function jobOperations(
  jobs: Jobs,
): Record<string, (input: Record<string, unknown>) => object | Promise<object>> {
  const names = (value: unknown): string[] => (value ?? []) as string[];
  return {
    CreateJob: (input) => jobs.create(input),
    UpdateJob: ({ JobName, JobUpdate }) => jobs.update(JobName, JobUpdate),
    DeleteJob: ({ JobName }) => jobs.remove(JobName),
    GetJob: ({ JobName }) => ({ Job: jobs.get(JobName) }),
    GetJobs: () => ({ Jobs: jobs.list() }),
    ListJobs: () => ({ JobNames: jobs.names() }),
    BatchGetJobs: ({ JobNames }) => ({
      Jobs: names(JobNames)
        .filter((name) => jobs.has(name))
        .map((name) => jobs.get(name)),
      JobsNotFound: names(JobNames).filter((name) => !jobs.has(name)),
    }),
    StartJobRun: (input) => ({ JobRunId: jobs.start(input as StartInput) }),
    GetJobRun: ({ JobName, RunId }) => ({ JobRun: jobs.run(JobName, RunId) }),
    GetJobRuns: ({ JobName }) => ({ JobRuns: jobs.runs(JobName) }),
    BatchStopJobRun: ({ JobName, JobRunIds }) => jobs.stop(String(JobName), names(JobRunIds)),
    GetJobBookmark: ({ JobName }) => {
      throw new ApiError("EntityNotFoundException", `Job bookmark of ${String(JobName)} not found.`);
    },
  };
}
