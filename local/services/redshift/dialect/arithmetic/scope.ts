// The query that an expression is in: what its names may be, and what its marks are called by.
import type { Token } from "../../../../sql/tokens.ts";
import { aliasesOf } from "./aliases.ts";

/** Numbers queries, over all statements. */
let queries = 0;

export interface Scope {
  query: number;
  /** Within ORDER BY: a name may be a column's of the result there, and one of a table's before. */
  ordered: boolean;
  /** Names that its select list gives. */
  aliases: ReadonlySet<string>;
}

export const newScope = (tokens: readonly Token[]): Scope => ({
  query: ++queries,
  ordered: false,
  aliases: aliasesOf(tokens),
});
export const labelOf = ({ query, ordered }: Scope): string => `${query}${ordered ? " ordered" : ""}`;
