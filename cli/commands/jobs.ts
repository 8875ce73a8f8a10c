// headrace jobs list | run | logs DIR: the jobs of Batch of what was applied from a folder.
import { group } from "../args/group.ts";
import { parse } from "../args/parse.ts";
import { INVOCATION } from "../output/invocation.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import { ESTATE_OPTIONS, estateOf } from "../pipeline/estate.ts";

const LIST = {
  command: "jobs list",
  summary: "Lists the jobs of the pipeline's queues, newest first, and what became of each.",
  positionals: ["DIR"],
  options: ESTATE_OPTIONS,
} as const;

const RUN = {
  command: "jobs run",
  summary:
    "Starts a job of the contract, or imports an object of the landing bucket by a job, whatever its size.",
  positionals: ["DIR", "JOB|DATASET/FILE"],
  options: {
    ...ESTATE_OPTIONS,
    run: {
      type: "string",
      value: "RUN",
      description: "the run whose files the job reads, where it reads `run`; the newest where absent",
    },
  },
  details:
    "Each start of a job by hand is an execution of its own, whose files land again. What is imported already stays as it is.",
} as const;

const LOGS = {
  command: "jobs logs",
  summary: "Prints what all attempts at a job have logged, and all tasks of an array.",
  positionals: ["DIR", "JOB"],
  options: ESTATE_OPTIONS,
  details: "JOB is a job's id, or the name that `jobs list` tells: of several jobs of a name, the newest.",
} as const;

const JOBS = {
  command: "jobs list|run|logs",
  summary: "The jobs of Batch: those of the contract, and those that import what no function holds.",
  positionals: ["DIR"],
  options: ESTATE_OPTIONS,
} as const;

export const SIGNATURES = [LIST, RUN, LOGS];
export const run = group(JOBS, { list, run: submit, logs });

async function jobsIn(dir: string | undefined, values: { state?: string | undefined; aws: boolean }) {
  const estate = await estateOf(dir, values);
  const jobs = await import("../pipeline/jobs.ts");
  return { ...jobs, jobs: jobs.jobsOf(estate) };
}

async function list(argv: string[]): Promise<number> {
  const { values, positionals } = parse(LIST, argv);
  const output = makeOutput(values.json);
  const { jobs, listJobs } = await jobsIn(positionals[0], values);
  const found = await listJobs(jobs);
  await output.answer({ jobs: found });
  const rows = found.map(({ jobId = "", jobName = "", status = "", statusReason, container }) => [
    jobId,
    jobName.slice(0, 24),
    status,
    container?.reason ??
      (container?.exitCode
        ? `exit code ${container.exitCode}`
        : status === "RUNNABLE"
          ? (statusReason ?? "")
          : ""),
  ]);
  output.say(
    rows.length === 0
      ? "There are no jobs."
      : table([{ title: "job" }, { title: "name" }, { title: "status" }, { title: "why" }], rows),
  );
  return 0;
}

async function submit(argv: string[]): Promise<number> {
  const { values, positionals } = parse(RUN, argv);
  const output = makeOutput(values.json);
  const { jobs, submitImport, startJob } = await jobsIn(positionals[0], values);
  const [, what = ""] = positionals;
  const jobId = what.includes("/") ? await submitImport(jobs, what) : await startJob(jobs, what, values.run);
  await output.answer({ job_id: jobId });
  output.say(`${jobId} is submitted. Follow it: ${INVOCATION} jobs logs ${positionals[0]} ${jobId}`);
  return 0;
}

async function logs(argv: string[]): Promise<number> {
  const { values, positionals } = parse(LOGS, argv);
  const output = makeOutput(values.json);
  const [{ jobs }, { jobOf, logOf }] = await Promise.all([
    jobsIn(positionals[0], values),
    import("../pipeline/job-log.ts"),
  ]);
  const job = await jobOf(jobs, positionals[1] ?? "");
  const lines = await logOf(jobs, job);
  await output.answer({ job_id: job.jobId, status: job.status, attempts: job.attempts?.length ?? 0, lines });
  for (const line of lines) output.say(line.trimEnd());
  output.say(`${job.status}${job.statusReason ? `: ${job.statusReason}` : ""}`);
  return 0;
}
