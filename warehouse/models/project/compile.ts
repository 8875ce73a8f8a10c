// Definitions become SQL: each query is asked for its tree, its tables are found and put in their places, and the
// dialect writes it with its values as literals, so that the text is the whole statement.
import { DummyDriver, Kysely, type OperationNode, sql } from "kysely";
import { HeadraceError } from "../../../core/errors.ts";
import { inLiterals } from "../../kysely/extensions/marked-sql.ts";
import {
  quoteIdentifier,
  RedshiftCompileError,
  RedshiftQueryCompiler,
  RedshiftValueError,
} from "../../kysely/index.ts";
import type { ModelContext, QueryOf, VarValue } from "../define/context.ts";
import type { Lake } from "../define/lake.ts";
import { PROJECT_SCHEMA, ProjectRelation } from "../define/relation.ts";
import type { Registry } from "./registry.ts";
import type { ProjectSettings } from "./settings.ts";
import { outputColumns, placed, type TableReference, tablesOf } from "./tree.ts";

/** A table or view of the warehouse, by its schema and its own name. */
export interface TableName {
  schema: string;
  name: string;
}

export interface CompiledQuery {
  /** The select, complete. */
  sql: string;
  /** Names of the models, and "schema.table" of the sources, that it reads. */
  reads: string[];
  /** Its columns' names where it spells them out. */
  columns: string[] | undefined;
}

/** "schema"."name" */
export function quoted(place: TableName): string {
  return `${quoteIdentifier(place.schema)}.${quoteIdentifier(place.name)}`;
}

/** What a query that only reads is, in Kysely's tree. */
const READS: ReadonlySet<string> = new Set(["SelectQueryNode", "RawNode"]);

class Self extends ProjectRelation<Record<string, unknown>> {}

export class QueryWriter {
  readonly #registry: Registry;
  readonly #settings: ProjectSettings;
  readonly #datasets: ReadonlySet<string> | undefined;
  readonly #db: Kysely<Lake>;

  /** `datasets` are the lake's, where the contract is known: another one is then an error. */
  constructor(registry: Registry, settings: ProjectSettings, datasets?: readonly string[]) {
    this.#registry = registry;
    this.#settings = settings;
    this.#datasets = datasets && new Set(datasets);
    this.#db = new Kysely<Lake>({
      dialect: {
        createAdapter: () => ({ supportsReturning: false }) as never,
        createDriver: () => new DummyDriver(),
        createIntrospector: () => undefined as never,
        createQueryCompiler: () => new RedshiftQueryCompiler(),
      },
    });
  }

  /** Where a model or snapshot stands. */
  placeOfModel(name: string): TableName | undefined {
    const entry = this.#registry.models.get(name.toLowerCase());
    return entry && { schema: entry.definition.schema ?? this.#settings.schema, name: entry.definition.name };
  }

  /** What a query function is told, for the model of that name. */
  contextFor(name: string, path: string, incremental: boolean): ModelContext {
    const self = new Self(name);
    return {
      incremental,
      self: self as ModelContext["self"],
      newest: (column) => sql`(select max(${sql.ref(`newest.${column}`)}) from ${self.as("newest")})`,
      variable: <T extends VarValue>(variable: string, fallback?: VarValue): T => {
        const value = this.#settings.vars[variable] ?? fallback;
        if (value === undefined) {
          throw new HeadraceError(
            "model_variable",
            `models/${path}: the variable "${variable}" is not given`,
            `give it: --var ${variable}=VALUE, or a fallback in the model: ctx.variable("${variable}", "…")`,
          );
        }
        return value as T;
      },
    };
  }

  /** The SQL of a query; `path` names its file in messages. */
  write(name: string, path: string, query: (db: Kysely<Lake>) => QueryOf<unknown>): CompiledQuery {
    try {
      const tree = query(this.#db).toOperationNode();
      if (!READS.has(tree.kind)) {
        throw new HeadraceError(
          "model_query",
          `models/${path}: the query of "${name}" is no select`,
          "let it read only, db.selectFrom(…): what to do with its rows is said by materialized",
        );
      }
      const reads = tablesOf(tree).map((table) => this.#nameOf(table, name, path));
      const whole = placed(tree, (table) => this.#placeOf(table));
      const { sql: text } = inLiterals({ toOperationNode: () => whole }).compile(this.#db);
      return { sql: text, reads: [...new Set(reads)], columns: outputColumns(tree as OperationNode) };
    } catch (error) {
      if (error instanceof HeadraceError) throw error;
      const { message } = error as Error;
      if (error instanceof RedshiftCompileError || error instanceof RedshiftValueError) {
        throw new HeadraceError("model_sql", `models/${path}: "${name}": ${message}`, "change the query so");
      }
      throw new HeadraceError(
        "model_query",
        `models/${path}: the query of "${name}" could not be made: ${message}`,
        "the function given as query must return a Kysely query or sql`…`",
      );
    }
  }

  #placeOf(table: TableReference): TableName | undefined {
    if (table.schema === PROJECT_SCHEMA || table.schema === undefined) return this.placeOfModel(table.name);
    if (table.schema === "lake" && !this.#registry.sources.has(`lake.${table.name}`.toLowerCase())) {
      return { schema: this.#settings.lakeSchema, name: table.name };
    }
    return undefined;
  }

  /** The DAG's name of what is read; an error where there is no such thing. */
  #nameOf(table: TableReference, reader: string, path: string): string {
    const { schema, name } = table;
    if (schema === PROJECT_SCHEMA || schema === undefined) {
      const model = this.#registry.models.get(name.toLowerCase());
      if (model) return model.definition.name;
      throw this.#unknown(
        name,
        reader,
        path,
        "export the model from a file under models/, or correct the name",
      );
    }
    const full = `${schema}.${name}`;
    const source = this.#registry.sources.get(full.toLowerCase());
    if (source) return source.definition.name;
    if (schema === "lake") {
      if (!this.#datasets || this.#datasets.has(name.toLowerCase())) return full;
      const known = [...this.#datasets].join(", ");
      throw this.#unknown(full, reader, path, `the contract's datasets are: ${known || "none"}`);
    }
    const model = this.placeOfModel(name);
    if (model && model.schema === schema) return model.name;
    throw this.#unknown(full, reader, path, `declare it: export const ${name} = source<Row>("${full}")`);
  }

  #unknown(what: string, reader: string, path: string, fix: string): HeadraceError {
    return new HeadraceError(
      "model_reference",
      `models/${path}: "${reader}" reads "${what}", which is unknown`,
      fix,
    );
  }
}
