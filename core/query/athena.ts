// A query as Athena takes it: `?` in its text, and each parameter's value as a literal of SQL.
// Source: Athena User Guide, "Use parameterized queries"; API Reference, StartQueryExecution: ExecutionParameters.
import type { Parameter, Query } from "./select.ts";

export interface AthenaQuery {
  readonly QueryString: string;
  readonly ExecutionParameters: string[];
}

export const athenaQuery = ({ pieces, parameters }: Query): AthenaQuery => ({
  QueryString: pieces.join("?"),
  ExecutionParameters: parameters.map(literal),
});

/** Canonical texts of other types than text hold no quote. */
function literal({ type, text }: Parameter): string {
  switch (type.kind) {
    case "string":
      return `'${text.replaceAll("'", "''")}'`;
    case "date":
      return `DATE '${text}'`;
    case "timestamp":
      return `TIMESTAMP '${text}'`;
    default:
      return text;
  }
}
