// A contract as a function finds it that neither imports nor judges: its shape and its defaults. The rules, and the parsers
// of expressions, patterns and encodings that they need, stay out of such a function's bundle: they were heeded when the
// contract was deployed, and whoever reads this one compares its digest.
import { restoreOn } from "./restore-on.ts";
import { type Contract, contractSchema } from "./schema.ts";

/** Throws a ZodError where the shape is wrong. */
export function deployedContract(value: unknown): Contract {
  restoreOn(value);
  return contractSchema.parse(value);
}
