// Queries within queries that Redshift cannot take apart. Source: the developer guide, "Correlated subqueries": references that skip a
// query, and those from the condition of an outer join.
import type { CorrelationRules } from "../../../sql/correlations.ts";
import { SqlError } from "../../../sql/tokens.ts";

function refuse(): never {
  throw new SqlError("ERROR", "This type of correlated subquery pattern is not supported yet");
}

export const CORRELATIONS: CorrelationRules = {
  inner: async () => undefined,
  skips: refuse,
  inOuterJoin: refuse,
};
