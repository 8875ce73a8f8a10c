// The compiler as a whole: PostgreSQL's of Kysely, under Redshift's rules.
import { SchemaCompiler } from "./schema-compiler.ts";

/**
 * Compiles Kysely's queries to Redshift's SQL with :p1, :p2, … for the Data API. What Redshift lacks is rewritten where
 * something it has is exactly equal, and refused with a RedshiftCompileError that names the Redshift way otherwise.
 */
export class RedshiftQueryCompiler extends SchemaCompiler {}
