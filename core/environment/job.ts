// The environment of a Batch job that runs a stage's code, beside the stage's own, and what its exit codes say: the one
// definition that the module writes by and the image reads by.
import * as z from "zod";

export const jobEnvironment = z.object({
  /** What the job definition gives the container, for the engine to stay within: Batch itself does not tell a container. */
  JOB_VCPUS: z.coerce.number().positive(),
  /** MiB. */
  JOB_MEMORY_MB: z.coerce.number().int().min(512),
});
export type JobEnvironment = z.output<typeof jobEnvironment>;

/**
 * Exit codes of a job. What is wrong with its input or its settings is so at the next attempt too; all else may pass.
 * @see the command's exit codes, of which these are the same
 */
export const JOB_EXIT = {
  done: 0,
  /** The input is wrong, or larger than what the job has: not tried again. */
  wrong: 1,
  /** The command is wrong: not tried again. */
  usage: 2,
  /** Something that the job needs failed: tried again. */
  failed: 3,
  /** Ended by SIGTERM, as a spot reclaim, a timeout and a termination send it: 128 and the signal's number. */
  stopped: 143,
} as const;

/**
 * What follows an attempt's end: reclaims of spot capacity and failures that may pass are tried again, wrong inputs and too
 * little memory are not. Patterns may end in an asterisk.
 */
export const JOB_RETRY = [
  { on_exit_code: String(JOB_EXIT.wrong), action: "EXIT" },
  { on_exit_code: String(JOB_EXIT.usage), action: "EXIT" },
  { on_reason: "OutOfMemoryError*", action: "EXIT" },
  { on_reason: "*", action: "RETRY" },
] as const;
