// Which execution of its job this attempt is of. Batch is asked for the job's parameters: a command of one of several
// containers is not said to have placeholders replaced, and a job that was started by hand may have none.
import { DescribeJobsCommand } from "@aws-sdk/client-batch";
import { JOB_PARAMETERS } from "../../../core/environment/user-job.ts";
import { HeadraceError } from "../../../core/errors.ts";
import { executionName, type JobExecution } from "../../../core/records/job-commit.ts";
import { batch } from "../../../handlers/aws/clients/batch.ts";

export interface Attempt extends JobExecution {
  /** Tells this attempt's files from another's. */
  attempt: string;
  /** The run that started it, where one did. */
  run?: string | undefined;
}

/** @throws HeadraceError job_missing */
export async function attemptOf(job: string): Promise<Attempt> {
  const {
    AWS_BATCH_JOB_ID: jobId = "",
    AWS_BATCH_JOB_ATTEMPT: attempt = "1",
    AWS_BATCH_JOB_ARRAY_INDEX: index,
  } = process.env;
  const { jobs: [found] = [] } = await batch().send(new DescribeJobsCommand({ jobs: [jobId] }));
  if (!found)
    throw new HeadraceError(
      "job_missing",
      `Batch knows no job ${jobId}.`,
      "Start it by Batch: AWS_BATCH_JOB_ID names it.",
      3,
    );
  const parameter = (name: string): string | undefined => found.parameters?.[name] || undefined;
  return {
    job,
    execution: executionName(parameter(JOB_PARAMETERS.execution) ?? jobId.replace(/:\d+$/, "")),
    run: parameter(JOB_PARAMETERS.run),
    attempt: `${executionName(jobId)}-${attempt}`,
    ...(index !== undefined && { index: Number(index) }),
  };
}
