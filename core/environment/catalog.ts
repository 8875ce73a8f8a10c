// The catalog function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";

export const catalogEnvironment = z.object({
  GLUE_DATABASE: z.string(),
  CURATED_BUCKET: z.string(),
  AUDIT_TABLE: z.string(),
  /** SNS topic that receives `dataset.curated`; nothing is published where absent. */
  CURATED_TOPIC_ARN: z.string().optional(),
  /** Event bus that is told of it too; none is where absent. */
  EVENT_BUS: z.string().optional(),
});
export type CatalogEnvironment = z.output<typeof catalogEnvironment>;
