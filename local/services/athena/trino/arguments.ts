// The arguments of a call, as the rules of functions ask for them.
import type { Call } from "../../../sql/calls.ts";
import { SqlError } from "../../../sql/tokens.ts";

/** An argument's SQL; Athena's own error where the call has too few. */
export const arg = (call: Call, index: number): string => {
  const value = call.args[index];
  if (value !== undefined) return value;
  throw new SqlError(
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters for function ${call.name}`,
    call.at.line,
    call.at.column,
  );
};

/** What Athena takes of a function and this engine does not. */
export const lacking = (call: Call): never => {
  throw new SqlError(
    "NOT_SUPPORTED",
    `${call.name} with such arguments is not available in the local Athena`,
    call.at.line,
    call.at.column,
  );
};
