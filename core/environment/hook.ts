// The environment of a Spark job that has a hook, beside the stage's own: what is called. The one definition that the module writes by
// and the job reads by.
import * as z from "zod";

export const hookEnvironment = z.object({
  /** ARN of the function to call. */
  HOOK_FUNCTION_ARN: z.string().optional(),
  /** The address to POST to, where it is no function. */
  HOOK_URL: z.url({ protocol: /^https$/ }).optional(),
  /** ARN of the secret whose text is the Authorization header. */
  HOOK_SECRET_ARN: z.string().optional(),
});
export type HookEnvironment = z.output<typeof hookEnvironment>;

/** What a hook may answer; a call of `files` alone acts on it. */
export const hookAnswer = z.object({
  /** URIs of files that this run leaves out; the next run lists them again. */
  leave_out: z.array(z.string()).default([]),
});
export type HookAnswer = z.output<typeof hookAnswer>;
