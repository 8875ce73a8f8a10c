// The contract's datasets as an input, held to the contract's own rules in the words of the command and the functions.
import * as z from "zod";
import { CONTRACT_LINES, CONTRACT_MESSAGE, contractLocals } from "../../core/contract/terraform.ts";
import { type Construct, describedLocals, Expr, local, type Resource, tf } from "../kit/index.ts";

export const datasetsInput = z.any().meta({
  description: 'The contract\'s datasets: `yamldecode(file("headrace.yaml")).datasets`.',
  example: '{ orders = { columns = [{ name = "order_id", type = "bigint" }] } }',
});

/** What must hold for a plan, and what is said where it does not. */
export interface Condition {
  condition: Expr;
  message: Expr;
}

/** The file of a module in which its contract is judged. */
export const CONTRACT_FILE = "contract.tf";

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
  describedLocals(scope, CONTRACT_FILE, contractLocals(datasets.hcl.replace(/^var\./, ""), unless.hcl));
  const right = tf`length(${new Expr(`local.${CONTRACT_LINES}`)}) == 0`;
  const message = new Expr(`local.${CONTRACT_MESSAGE}`);
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
