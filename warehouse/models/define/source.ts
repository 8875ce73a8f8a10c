// source(): a table that others fill. The lake's datasets are sources without being told.
import { TableNode } from "kysely";
import type { ModelTest } from "./generic-tests.ts";
import { Relation } from "./relation.ts";

export interface SourceDefinition<Row, Name extends string> {
  /** "schema.table" */
  name: Name;
  description?: string;
  tags?: readonly string[];
  tests?: readonly ModelTest<keyof Row & string>[];
}

/**
 * A source as source() makes it. Models read it by `as`.
 *
 * @example
 * ```ts
 * const payments = source<{ id: number }>("raw.payments");
 * console.log(payments instanceof Source, payments.schema, payments.table); // true raw payments
 * ```
 */
export class Source<Row = unknown, Name extends string = string> extends Relation<Row, Name> {
  readonly kind = "source";
  readonly schema: string;
  readonly table: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly tests: readonly ModelTest[];

  constructor(definition: SourceDefinition<Row, Name>) {
    super(definition.name);
    const dot = definition.name.indexOf(".");
    this.schema = definition.name.slice(0, Math.max(dot, 0));
    this.table = definition.name.slice(dot + 1);
    this.description = definition.description ?? "";
    this.tags = definition.tags ?? [];
    this.tests = definition.tests ?? [];
  }

  protected tableNode(): TableNode {
    return TableNode.createWithSchema(this.schema, this.table);
  }
}

/**
 * Declares a source and the type of its rows.
 *
 * @example
 * ```ts
 * export const payments = source<{ id: number; amount: string }>("raw.payments");
 * // With tests the name comes second, since TypeScript infers it.
 * export const tested = source<{ id: number }>()({ name: "raw.refunds", tests: [unique("id")] });
 * ```
 */
export function source<Row>(name: string): Source<Row>;
export function source<Row>(): <const Name extends string>(
  definition: SourceDefinition<Row, Name>,
) => Source<Row, Name>;
export function source<Row>(name?: string) {
  if (name !== undefined) return new Source<Row>({ name });
  return <const Name extends string>(definition: SourceDefinition<Row, Name>) =>
    new Source<Row, Name>(definition);
}
