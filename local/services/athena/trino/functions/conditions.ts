// Conditions, and what chooses among values.
import { type Call, type CallRule, plainCall, same } from "../../../../sql/calls.ts";
import { SqlError } from "../../../../sql/tokens.ts";
import { arg } from "../arguments.ts";
import { typeOf } from "../typeof.ts";
import { isJson } from "../types.ts";

const strict =
  (name: string): CallRule =>
  (call) => {
    if (call.args.some(isJson))
      throw new SqlError(
        "FUNCTION_NOT_FOUND",
        `Unexpected parameters (json) for function ${call.name}`,
        call.at.line,
        call.at.column,
      );
    return call.args.reduce((sofar, next) => `${name}(${sofar}, ${next})`);
  };

const isNull = (sql: string): boolean => /^null$/i.test(sql);
/** What Trino gives the type `unknown`. */
const untyped = (call: Call): never => {
  throw new SqlError(
    "NOT_SUPPORTED",
    `${call.name} of NULLs without a type is not available in the local Athena: cast them`,
    call.at.line,
    call.at.column,
  );
};

export const CONDITIONS: Record<string, CallRule> = {
  // Nobody here is in a group.
  current_groups: () => "CAST([] AS VARCHAR[])",
  ...same("row"),
  coalesce: (call) => (call.args.every(isNull) ? untyped(call) : plainCall("coalesce", call)),
  nullif: (call) => (isNull(arg(call, 0)) ? untyped(call) : plainCall("nullif", call)),
  grouping: (call) => `CAST(grouping(${call.args.join(", ")}) AS INTEGER)`,
  typeof: typeOf,
  if: (call) =>
    `CASE WHEN ${arg(call, 0)} THEN ${arg(call, 1)}${call.args.length > 2 ? ` ELSE ${call.args[2]}` : ""} END`,
  greatest: strict("trino_greatest"),
  least: strict("trino_least"),
  try: (call) => {
    if (/\btrino_found_\w+\(.*\bCAST\(error\(/s.test(arg(call, 0)))
      throw new SqlError(
        "NOT_SUPPORTED",
        "try of a JSON function with ERROR ON EMPTY or ERROR ON ERROR is not available in the local Athena",
        call.at.line,
        call.at.column,
      );
    // What fails on purpose is volatile to DuckDB, which TRY does not take: here it is null anyway.
    return `TRY(${arg(call, 0).replaceAll(/trino_subscript(?:_at)?\(/g, "trino_subscript_or_null(")})`;
  },
};
