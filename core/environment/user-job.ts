// The environment of the two containers around that of a user's job, which bring its inputs in and its outputs out: the one
// definition that the module writes by and the image reads by.
import * as z from "zod";
import { JOB_READS } from "../contract/jobs/schema.ts";

/** What the containers share, in each of them. */
export const EXCHANGE = "/headrace";

/** Folders of it. The user's container is told of them by these variables. */
export const EXCHANGE_FOLDERS = {
  HEADRACE_INPUTS: `${EXCHANGE}/inputs`,
  HEADRACE_OUTPUTS: `${EXCHANGE}/outputs`,
} as const;

/** What the containers are called, in the order in which they run. */
export const JOB_CONTAINERS = { inputs: "inputs", work: "work", outputs: "outputs" } as const;

/** What each of ours takes of the task; the rest is the user's. A size that Fargate has, also by itself. */
export const AROUND_SIZE = { vcpus: 0.25, memory_mb: 512 } as const;

/** Parameters of a job: what an execution is called, and the run that started it. Ours ask Batch for them. */
export const JOB_PARAMETERS = { execution: "execution", run: "run" } as const;

const jsonOf = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text, context): z.output<T> => {
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });

export const userJobEnvironment = z.object({
  JOB_NAME: z.string().min(1),
  /** JSON: dataset → `all` or `run`. */
  JOB_READS: jsonOf(z.record(z.string(), z.enum(JOB_READS))),
  /** The dataset that its files go to; none are taken where absent. */
  JOB_WRITES: z.string().optional(),
  /** Of an array: how many tasks share the files of which dataset. */
  JOB_ARRAY_SIZE: z.coerce.number().int().min(2).optional(),
  JOB_ARRAY_OVER: z.string().optional(),
  CURATED_BUCKET: z.string(),
  LANDING_BUCKET: z.string(),
  SYSTEM_BUCKET: z.string(),
  HEADRACE_INPUTS: z.string(),
  HEADRACE_OUTPUTS: z.string(),
});
export type UserJobEnvironment = z.output<typeof userJobEnvironment>;
