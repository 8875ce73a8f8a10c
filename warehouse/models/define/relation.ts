// What a query reads: a model, a snapshot, a source. It stands in `selectFrom` and joins by `.as(alias)`, and in raw SQL.
import { type AliasedExpression, type OperationNode, type RawBuilder, sql, TableNode } from "kysely";

/** The schema of a relation that the project places; the compiler puts the real one in its stead. No SQL text holds a NUL. */
export const PROJECT_SCHEMA = "\0project";

/**
 * What a query can read: a model, a snapshot or a source. `Row` is the type of its rows.
 *
 * @example
 * ```ts
 * const emails = (from: Relation<{ email: string }>) =>
 *   model({ name: "emails", query: (db) => db.selectFrom(from.as("f")).select("f.email") });
 * console.log(emails(raw).name);
 * ```
 */
export abstract class Relation<Row, Name extends string = string> {
  readonly name: Name;
  /** Never set: it carries the type of the rows. */
  declare readonly row: Row;

  constructor(name: Name) {
    this.name = name;
  }

  protected abstract tableNode(): TableNode;

  /** `db.selectFrom(orders.as("o"))`, `.innerJoin(customers.as("c"), "c.id", "o.customer_id")`. */
  as<Alias extends string>(alias: Alias): AliasedExpression<Row, Alias> {
    return this.#raw().as(alias);
  }

  /** Under its own name: `db.selectFrom(orders.ref)`. */
  get ref(): AliasedExpression<Row, Name> {
    return this.as(this.name);
  }

  /** In raw SQL: ``sql`select * from ${orders}` ``. */
  toOperationNode(): OperationNode {
    return this.tableNode();
  }

  #raw(): RawBuilder<Row> {
    return sql<Row>`${this as { toOperationNode(): OperationNode }}`;
  }
}

/** The rows of a model, snapshot or source: `RowOf<typeof orders>`. */
export type RowOf<R extends Relation<unknown>> = R["row"];

/** A relation that the project makes, known by its name. */
export abstract class ProjectRelation<Row, Name extends string = string> extends Relation<Row, Name> {
  protected tableNode(): TableNode {
    return TableNode.createWithSchema(PROJECT_SCHEMA, this.name);
  }
}
