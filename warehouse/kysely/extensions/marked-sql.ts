// A raw builder whose node bears one of the compiler's marks.
import type { Expression, OperationNode, RawBuilder } from "kysely";
import { sql } from "kysely";
import { BARE_LITERAL, LITERALS, QUOTED_STATEMENT } from "../compiler/markers.ts";

/** Anything that Kysely compiles: a query builder, an expression, a raw builder. */
export type Compilable = { toOperationNode(): OperationNode };

/** `before`, the inner node, `after`. */
export function wrapped<T>(before: string, inner: unknown, after: string): RawBuilder<T> {
  const fragments = Object.assign([before, after], { raw: [before, after] });
  return sql<T>(fragments, inner as Expression<T>);
}

/** The statement with every value in it written as a literal, for what takes no parameters. */
export function inLiterals<T>(statement: Compilable): RawBuilder<T> {
  return wrapped<T>(LITERALS, statement, "");
}

/** The statement as one quoted string, as UNLOAD takes it. */
export function quotedStatement(statement: Compilable): RawBuilder<unknown> {
  return wrapped(QUOTED_STATEMENT, statement, "");
}

/** A string where the grammar takes a bare literal only. */
export function bare(text: string): RawBuilder<unknown> {
  return wrapped(BARE_LITERAL, text, "");
}

/** Joined by spaces; undefined parts are left out. */
export function words(...parts: (RawBuilder<unknown> | undefined)[]): RawBuilder<unknown> {
  return sql.join(
    parts.filter((part) => part !== undefined),
    sql` `,
  );
}
