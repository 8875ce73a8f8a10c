// The job of Batch that does a task of the API which outlasts the function: its command, and its environment beside the function's. The
// one definition that the module and the function write by and the image reads by.
import * as z from "zod";
import { jobEnvironment } from "./job.ts";
import { rulesEnvironment } from "./tokens.ts";

/** The first word of its command; the second is the task's id. */
export const TASK_COMMAND = "task";

/** The parameter of its definition that is the id. */
export const TASK_PARAMETER = "task_id";

export const taskJobEnvironment = z.object({
  ...rulesEnvironment.shape,
  ...jobEnvironment.shape,
  /** Seconds that an attempt may take: until then nobody else begins the task. */
  TASK_SECONDS: z.coerce.number().int().positive(),
});
export type TaskJobEnvironment = z.output<typeof taskJobEnvironment>;
