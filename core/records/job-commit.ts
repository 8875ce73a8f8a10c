// What a user's job has written, and where it goes: staged in the system zone, committed as one, and then put to landing.
// An execution is one start of a job, however many attempts it takes and however often it is announced.
import * as z from "zod";

/** In the system zone. What lies under it is of use while an execution may still come again. */
export const JOBS_PREFIX = "jobs/";
export const JOBS_DAYS = 30;

/** In the landing zone, the second part of the keys of what jobs write. */
export const JOBS_FOLDER = "_jobs";

export interface JobExecution {
  job: string;
  /** What started it: the run of a dataset, the time of a schedule, or a name of one's own. */
  execution: string;
  /** Of a child of an array. */
  index?: number | undefined;
}

const EXECUTION = /[^A-Za-z0-9._-]+/g;

/** As keys have it: letters, digits, points, underscores and hyphens. */
export const executionName = (text: string): string => text.replaceAll(EXECUTION, "-").slice(0, 128);

const folderOf = ({ job, execution, index }: JobExecution): string =>
  `${job}/${execution}${index === undefined ? "" : `/${index}`}`;

/** JOB/EXECUTION/commit.json: the attempt whose files count. Only one can be the first to write it. */
export const jobCommitKey = (of: JobExecution): string => `${JOBS_PREFIX}${folderOf(of)}/commit.json`;

/** Written when all of its files are in landing. */
export const jobLandedKey = (of: JobExecution): string => `${JOBS_PREFIX}${folderOf(of)}/landed.json`;

/** Where an attempt's files wait. */
export const jobStagedKey = (of: JobExecution, attempt: string, path: string): string =>
  `${JOBS_PREFIX}${folderOf(of)}/${attempt}/${path}`;

/** DATASET/_jobs/JOB/EXECUTION/PATH: the same at every attempt, so that a file is imported once. */
export const jobOutputKey = (dataset: string, of: JobExecution, path: string): string =>
  `${dataset}/${JOBS_FOLDER}/${folderOf(of)}/${path}`;

export const jobCommitSchema = z.strictObject({
  version: z.literal(1),
  job: z.string(),
  execution: z.string(),
  index: z.number().int().optional(),
  /** Whose files these are. */
  attempt: z.string(),
  /** Paths within the outputs folder. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.number() })),
  committed_at: z.string(),
});
export type JobCommit = z.output<typeof jobCommitSchema>;
