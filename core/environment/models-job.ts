// The job of Batch that a run of the models goes on in, or is from its beginning: its command, and its environment beside the stage's
// image's own. The one definition that the module and the function write by and the image reads by.
import * as z from "zod";
import { modelsEnvironment } from "./transforms.ts";

/** The first word of its command; the second is the request for a run, as JSON. */
export const MODELS_COMMAND = "models";

/** The parameter of its definition that is the request. */
export const MODELS_PARAMETER = "request";

export const modelsJobEnvironment = z.object({
  ...modelsEnvironment.shape,
  /** ARN of the version of the models' layer: the very one that the function has. */
  MODELS_LAYER_ARN: z.string().startsWith("arn:"),
});
export type ModelsJobEnvironment = z.output<typeof modelsJobEnvironment>;
