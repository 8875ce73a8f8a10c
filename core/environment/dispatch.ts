// The dispatch function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";

export const dispatchEnvironment = z.object({
  /** ARN of the queue that imports go to. */
  JOB_QUEUE_ARN: z.string(),
  /** ARN of the definition of the job that imports, with its revision. */
  IMPORT_JOB_DEFINITION_ARN: z.string(),
  AUDIT_TABLE: z.string(),
});
export type DispatchEnvironment = z.output<typeof dispatchEnvironment>;
