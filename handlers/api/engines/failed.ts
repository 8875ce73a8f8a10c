// What a caller is told of a query that failed.
import { Problem } from "../../../core/api/problems.ts";

/** Athena's words where the workgroup's limit ended a query. */
const TOO_MUCH = /Bytes scanned limit was exceeded/i;

/** Redshift's words where a model is not built yet, or was not since the contract's `api` names it. */
const NOT_THERE = /permission denied for (relation|schema)|(relation|schema) "[^"]*" does not exist/i;

/** Of a query whose text the caller sent: the engine's own words are about that text. */
export const callersFault = (reason: string | null): Problem =>
  new Problem("query_failed", reason ?? "The query was cancelled.");

/**
 * What is said of a failed query whose text is the contract's or ours: the engine's words are for the log, except what a caller can do about.
 * @throws Error to be logged
 */
export function ourFault(reason: string | null): Problem {
  if (reason === null) return new Problem("query_failed", "The query was cancelled.");
  if (TOO_MUCH.test(reason))
    return new Problem(
      "query_failed",
      "The query would read more than this API allows. Ask for less, by partitions if there are any.",
    );
  if (NOT_THERE.test(reason))
    throw new Problem(
      "unavailable",
      "What this reads is not to be had in the warehouse yet: it is once the models have been built since the contract's api names it.",
      { headers: { "Retry-After": "300" } },
    );
  throw new Error(`the query failed: ${reason}`);
}
