// What a pipeline is told of its REST API: what the contract says of it, and what the estate does.
import * as z from "zod";
import { API_LINES, API_MESSAGE, apiLocals } from "../../core/contract/terraform/api.ts";
import { accessInputs, apiInput, inputs as apiInputs } from "../api/inputs.ts";
import { tokenInputs } from "../authorizer/inputs.ts";
import { CONTRACT_FILE, type Condition } from "../constructs/datasets.ts";
import { type Construct, describedLocals, Expr, tf } from "../kit/index.ts";

export const apiContractInput = apiInput
  .nullable()
  .default(null)
  .describe(
    'What the REST API serves, and which group may do what: `try(yamldecode(file("headrace.yaml")).api, null)`. There is no API where this is null.',
  );

export const apiAccessInput = z
  .object({
    ...accessInputs,
    jwt: z
      .object({
        ...tokenInputs,
        cache_seconds: apiInputs.shape.authorizer_cache_seconds,
      })
      .nullable()
      .default(null)
      .describe("Whose tokens callers bring, for `jwt`: see the module `authorizer`."),
  })
  .prefault({})
  .describe("Who may call the REST API and how: see the module `api`.");

/** The shape of `api`, in the words of the contract; a validation of the variable would be judged twice. */
export function apiCondition(scope: Construct): Condition {
  describedLocals(scope, CONTRACT_FILE, apiLocals("api"));
  return {
    condition: tf`length(${new Expr(`local.${API_LINES}`)}) == 0`,
    message: new Expr(`local.${API_MESSAGE}`),
  };
}
