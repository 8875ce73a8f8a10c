// The compiler as a whole: PostgreSQL's of Kysely, under Redshift's rules.
import { SchemaCompiler } from "./schema-compiler.ts";

/**
 * Compiles Kysely's queries to Redshift's SQL with :p1, :p2, … for the Data API. What Redshift lacks is rewritten where
 * something it has is exactly equal, and refused with a RedshiftCompileError that names the Redshift way otherwise.
 *
 * @example
 * ```ts
 * const query = db.selectFrom("orders").select("id").where("status", "=", "new");
 * const { sql: text } = new RedshiftQueryCompiler().compileQuery(query.toOperationNode(), createQueryId());
 * console.log(text); // select "id" from "orders" where "status" = :p1
 * ```
 */
export class RedshiftQueryCompiler extends SchemaCompiler {}
