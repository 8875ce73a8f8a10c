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
 * Declares a source and the type of its rows: `source<{ id: number }>()({ name: "raw.payments" })`; or without tests
 * `source<{ id: number }>("raw.payments")`.
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
