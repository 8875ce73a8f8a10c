// What a model's query is told besides the database: whether it adds to a table, which one, and the run's variables.
import type { Expression, Kysely, RawBuilder } from "kysely";
import type { Lake } from "./lake.ts";
import type { Relation } from "./relation.ts";

export type VarValue = string | number | boolean | null;
export type Vars = Readonly<Record<string, VarValue>>;

/** The fallback tells the kind of value and not the value: `variable("whole", "no") !== "yes"` compares two texts. */
export interface Variable {
  <T extends VarValue = VarValue>(name: string): T;
  (name: string, fallback: string): string;
  (name: string, fallback: number): number;
  (name: string, fallback: boolean): boolean;
  <T extends VarValue = VarValue>(name: string, fallback: T & VarValue): T;
}

export interface ModelContext {
  /** True where the table stands already and the query should give the new rows only. */
  readonly incremental: boolean;
  /** The model's own table, for an incremental query: `ctx.self.as("t")`. */
  // biome-ignore lint/suspicious/noExplicitAny: the row's type comes from the very query that reads this
  readonly self: Relation<Record<string, any>>;
  /** The largest value of a column of the model's own table, for `where("at", ">", ctx.newest("at"))`. */
  // biome-ignore lint/suspicious/noExplicitAny: as for `self`
  newest(column: string): RawBuilder<any>;
  /** A variable of the run, `--var name=value`; the fallback where it is not given. It is always a value, never SQL. */
  variable: Variable;
}

/** What a query function gives back: a Kysely query, or raw SQL with the rows' type. */
export type QueryOf<Row> = Expression<Row>;

/** The rows of a query, or of a query builder. */
export type RowOfQuery<Q> = Q extends Expression<infer Row> ? Row : never;

/** The names of a query's columns, which are never guessed from where they are used. */
export type ColumnOf<Q> = NoInfer<keyof RowOfQuery<Q> & string>;

export type ModelQuery<Q = QueryOf<unknown>> = (db: Kysely<Lake>, context: ModelContext) => Q;
