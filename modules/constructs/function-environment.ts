// A function's environment: a map of texts that must fit what Lambda takes.
import { type Expr, tf, type Value } from "../kit/index.ts";

/** All variables of a function together, as Lambda measures them. Source: AWS Lambda Developer Guide, "Lambda quotas". */
const ENVIRONMENT_BYTES = 4096;

/** A precondition of the function. */
export function environmentFits(name: string, environment: Expr) {
  // length() counts characters; four of base64 stand for three bytes.
  const bytes = tf`length(base64encode(jsonencode(${environment}))) / 4 * 3`;
  return {
    condition: tf`${bytes} <= ${ENVIRONMENT_BYTES}`.toString(),
    error_message: `The environment of the function ${name} is larger than the 4 KB that Lambda takes: give it shorter names.`,
  };
}

/** An environment as a map; variables whose value is null are left out. */
export const environmentOf = (variables: { readonly [name: string]: Value }): Expr =>
  tf`{ for k, v in ${variables} : k => tostring(v) if v != null }`;
