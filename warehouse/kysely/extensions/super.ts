// SUPER: navigation into it, and its arrays as rows.
import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { RedshiftValueError } from "../errors.ts";

/**
 * Navigation into a SUPER column: `superPath("o.items", 0, "name")` is `"o"."items"[0]."name"`. A missing step is null.
 * The value is a SUPER; cast it for arithmetic or comparison with a typed column.
 *
 * @example
 * ```ts
 * await db.selectFrom("orders as o").select(superPath<string>("o.items", 0, "sku").as("first_sku")).execute();
 * ```
 */
export function superPath<T = unknown>(column: string, ...steps: (string | number)[]): RawBuilder<T> {
  const path = steps.map((step) => {
    if (typeof step === "string") return sql`.${sql.id(step)}`;
    if (!Number.isSafeInteger(step) || step < 0) {
      throw new RedshiftValueError(`an index into a SUPER array is a whole number, 0 or more, not ${step}`);
    }
    return sql`[${sql.raw(String(step))}]`;
  });
  return sql<T>`${sql.ref(column)}${path.length > 0 ? sql.join(path, sql``) : sql``}`;
}

/**
 * A SUPER array as rows, beside the table it belongs to.
 *
 * @example
 * ```ts
 * await db
 *   .selectFrom(["orders as o", unnestSuper<{ sku: string }>("o.items").as("item")])
 *   .select(["o.id", "item.sku"])
 *   .execute();
 * ```
 */
export function unnestSuper<T extends object = Record<string, unknown>>(column: string): RawBuilder<T> {
  return sql<T>`${sql.ref(column)}`;
}
