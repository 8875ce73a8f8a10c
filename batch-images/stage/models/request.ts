// The request of a job that runs models, from its command.
import { type TransformsRequest, transformsRequestSchema } from "../../../core/environment/transforms.ts";
import { HeadraceError } from "../../../core/errors.ts";

/** @throws HeadraceError command_wrong */
export function requestOf(args: readonly string[]): TransformsRequest {
  const [text, ...more] = args;
  if (text !== undefined && more.length === 0) {
    try {
      return transformsRequestSchema.parse(JSON.parse(text));
    } catch {
      // Told below.
    }
  }
  throw new HeadraceError(
    "command_wrong",
    "The job's command has no request for a run of the models as its second argument.",
    'Give the job the parameter "request", such as {"select": ["+orders"], "fullRefresh": true}, or leave it out for all models.',
    2,
  );
}
