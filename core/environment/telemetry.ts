// What every function is told for its metrics: the one schema that modules write by and handlers read by.
import * as z from "zod";

export const telemetryEnvironment = z.object({
  /** The pipeline's name, by which its metrics are told from those of others; a function of none is its own. */
  PIPELINE: z.string().min(1).default("headrace"),
});
export type TelemetryEnvironment = z.output<typeof telemetryEnvironment>;
