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
  /**
   * When the array was submitted that it is a task of, in milliseconds since 1970: what has come since is read by none of its tasks,
   * which start at different times and must share out the same files.
   */
  before?: number | undefined;
}

/** @throws HeadraceError job_missing */
export async function attemptOf(job: string): Promise<Attempt> {
  const {
    AWS_BATCH_JOB_ID: jobId = "",
    AWS_BATCH_JOB_ATTEMPT: attempt = "1",
    AWS_BATCH_JOB_ARRAY_INDEX: index,
  } = process.env;
  // An array's own id and time: those of its tasks differ.
  const whole = jobId.replace(/:\d+$/, "");
  const { jobs = [] } = await batch().send(new DescribeJobsCommand({ jobs: [...new Set([jobId, whole])] }));
  const of = (id: string) => jobs.find((one) => one.jobId === id);
  const found = of(jobId);
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
    execution: executionName(parameter(JOB_PARAMETERS.execution) ?? whole),
    run: parameter(JOB_PARAMETERS.run),
    attempt: `${executionName(jobId)}-${attempt}`,
    ...(index !== undefined && { index: Number(index), before: of(whole)?.createdAt }),
  };
}
