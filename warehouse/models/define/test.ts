// test(): a query over any relations that must return nothing.
import type { Kysely } from "kysely";
import type { ModelContext, QueryOf } from "./context.ts";
import type { Severity } from "./generic-tests.ts";
import type { Lake } from "./lake.ts";

export interface TestDefinition {
  name: string;
  /** The failing rows. */
  query: (db: Kysely<Lake>, context: Pick<ModelContext, "variable">) => QueryOf<unknown>;
  severity?: Severity;
  description?: string;
  tags?: readonly string[];
}

/**
 * A test as test() makes it.
 *
 * @example
 * ```ts
 * const unpaid = test({ name: "unpaid", query: (db) => db.selectFrom(raw.as("r")).selectAll("r") });
 * console.log(unpaid instanceof SingularTest, unpaid.severity); // true error
 * ```
 */
export class SingularTest {
  readonly kind = "test";
  readonly name: string;
  readonly query: TestDefinition["query"];
  readonly severity: Severity;
  readonly description: string;
  readonly tags: readonly string[];

  constructor(definition: TestDefinition) {
    this.name = definition.name;
    this.query = definition.query;
    this.severity = definition.severity ?? "error";
    this.description = definition.description ?? "";
    this.tags = definition.tags ?? [];
  }
}

/**
 * Defines a test over several models: it runs when all that it reads has been built.
 *
 * @example
 * ```ts
 * export const everyEmailHasAnAt = test({
 *   name: "every_email_has_an_at",
 *   query: (db) => db.selectFrom(raw.as("r")).select("r.id").where("r.email", "not like", "%@%"),
 * });
 * ```
 */
export function test(definition: TestDefinition): SingularTest {
  return new SingularTest(definition);
}
