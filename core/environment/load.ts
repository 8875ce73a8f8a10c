// The load function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";
import { warehouseEnvironment } from "./warehouse.ts";

export const loadEnvironment = z.object({
  ...warehouseEnvironment.shape,
  GLUE_DATABASE: z.string(),
  CURATED_BUCKET: z.string(),
  AUDIT_TABLE: z.string(),
  /** The schema of the tables that COPY fills, each called as its dataset. */
  LOAD_SCHEMA: z.string(),
  /** Where a `dataset.curated` notice is sent on to, unchanged, once its rows can be queried: the transforms' queue. */
  NEXT_QUEUE_URL: z.string().optional(),
});
export type LoadEnvironment = z.output<typeof loadEnvironment>;
