// The transforms function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";
import { warehouseEnvironment } from "./warehouse.ts";

/**
 * The package in the function's layer that holds the models: `nodejs/node_modules/headrace-models/index.js` in its zip,
 * CommonJS, found through NODE_PATH. No layer, no models.
 */
export const MODELS_PACKAGE = "headrace-models";

/**
 * A run that outlasts the function's timeout goes on in an asynchronous invocation of the function by itself, which is
 * named by Lambda's own AWS_LAMBDA_FUNCTION_NAME; the role lets it.
 */
export const transformsEnvironment = z.object({
  ...warehouseEnvironment.shape,
  /** The DAG's name in ledger and lock. */
  DAG: z.string(),
  /** The schema of models that name none. */
  MODELS_SCHEMA: z.string(),
  /** Which models run, as selectors parted by blanks; all where absent. */
  SELECTION: z.string().optional(),
  THREADS: z.coerce.number().int().positive(),
  /** The models' variables, as a JSON object. */
  VARS: z.string().optional(),
});
export type TransformsEnvironment = z.output<typeof transformsEnvironment>;
