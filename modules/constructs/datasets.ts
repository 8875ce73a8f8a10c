// The contract's datasets as an input, held to the contract's own rules in the words of the command and the functions.
import * as z from "zod";
import { contractValidations } from "../../core/contract/terraform.ts";
import { type Construct, Expr, local, type Resource, tf } from "../kit/index.ts";

export const datasetsInput = z.any().meta({
  description: 'The contract\'s datasets: `yamldecode(file("headrace.yaml")).datasets`.',
  example: '{ orders = { columns = [{ name = "order_id", type = "bigint" }] } }',
});

/** What must hold for a plan, and what is said where it does not. */
export interface Condition {
  condition: Expr;
  message: Expr;
}

/**
 * Checks once: the rules are long, and Terraform would evaluate a variable's validation twice in each of its walks.
 * @param unless where this holds, nothing is checked
 * @returns the datasets, none where they break the rules: then nothing else fails over them
 */
export function checkedDatasets(
  scope: Construct,
  datasets: Expr,
  unless: Expr = tf`${false}`,
): { datasets: Expr; require(resource: Resource, ...others: Condition[]): void } {
  const [validation] = contractValidations(datasets.hcl.replace(/^var\./, ""));
  const parts = validation?.error_message.split(`[${datasets.hcl}]`) ?? [];
  if (parts.length !== 2)
    throw new Error("the contract's validation no longer reads its variable in one place");
  const message = local(
    scope,
    "contract_problems",
    new Expr(parts.join(tf`[for d in [${datasets}] : d if !${unless}]`.hcl)),
  );
  // A heading alone says that nothing is wrong.
  const right = tf`length(split(${"\n"}, ${message})) == 1`;
  return {
    datasets: local(scope, "datasets", tf`merge([for d in [${datasets}] : d if ${right}]...)`),
    require: (resource, ...others) =>
      resource.addOverride(
        "lifecycle.precondition",
        [{ condition: right, message }, ...others].map((one) => ({
          condition: one.condition.toString(),
          error_message: one.message.toString(),
        })),
      ),
  };
}
