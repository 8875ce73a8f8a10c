// What one query has of a slot's DuckDB: the Glue tables and views that it names stand there as views, under
// the names that the query uses, read with the caller's own rights.
import { join } from "node:path";
import type { GlueClient } from "@aws-sdk/client-glue";
import type { DuckDBConnection } from "@duckdb/node-api";
import { databaseExists, getPartitions, getTable } from "../../sql/catalog.ts";
import { type CatalogTable, UnsupportedTable } from "../../sql/catalog-table.ts";
import { registerNatives } from "../../sql/natives.ts";
import type { ObjectCache } from "../../sql/objects.ts";
import type { Clients } from "../../sql/principal.ts";
import { tableReferences } from "../../sql/references.ts";
import { buildRelation } from "../../sql/relation.ts";
import { binds, type ResultColumn } from "../../sql/results.ts";
import {
  identifier,
  isSymbol,
  isWord,
  literal,
  path,
  SqlError,
  type Token,
  tokenize,
} from "../../sql/tokens.ts";
import { informationSchema } from "./information-schema.ts";
import type { Slot } from "./slot.ts";
import { type Compiled, compileQuery } from "./trino/compile.ts";
import { ATHENA } from "./trino/lexicon.ts";
import { FOR_RESULTS, missingMacros, OVERLOADS } from "./trino/macros.ts";
import { NATIVES } from "./trino/native.ts";
import { asNumbers } from "./trino/numbers.ts";
import { boundColumns } from "./trino/strict.ts";
import { CATALOG, relationPath, schemaName, type TableName, tableName } from "./trino/table-name.ts";
import { refuseTypeOf } from "./trino/typeof.ts";
import { byTypes, MAKES_ROWS } from "./trino/unnests.ts";

const PARTITIONS_SUFFIX = "$partitions";
const MAX_VIEW_DEPTH = 20;

export class QueryEnvironment {
  readonly clients: Clients;
  readonly connection: DuckDBConnection;
  /** Folder of the query's own; emptied at its end. */
  readonly folder: string;
  /** Sizes of the objects that were read. */
  scannedBytes = 0;
  readonly #slot: Slot;
  readonly #cache: ObjectCache;
  /** Whether tables have their hidden column. */
  #withPath = false;
  /** What the tables have. */
  readonly #holds = { decimals: false, doubles: false, nested: false, lengths: false };
  readonly #created = new Set<string>();

  constructor(slot: Slot, clients: Clients, cache: ObjectCache) {
    this.#slot = slot;
    this.connection = slot.connection;
    this.folder = slot.folder;
    this.clients = clients;
    this.#cache = cache;
  }

  /** Whether the query has made views, which are to be dropped. */
  get hasViews(): boolean {
    return this.#created.size > 0;
  }

  /** Compiles a query and makes what it reads. */
  async prepare(tokens: readonly Token[], database: string | undefined, depth = 0): Promise<Compiled> {
    if (depth === 0 && asksForPath(tokens)) this.#withPath = true;
    const compiled = compileQuery(tokens, database);
    // Making all macros takes longer than most queries.
    await this.#makeMacros(`${compiled.sql} ${FOR_RESULTS}`);
    for (const table of compiled.tables) await this.#make(table, depth);
    if (depth === 0 && this.#holds.lengths) refuseTypeOf(tokens);
    const mayHoldRows = this.#holds.nested || MAKES_ROWS.test(compiled.sql);
    return byTypes(tokens, compiled, mayHoldRows, {
      compile: (alone) => compileQuery(tokens, database, alone),
      resolve: async (sql) => {
        await this.#makeMacros(`${sql} ${FOR_RESULTS}`);
        return this.#resolved(sql);
      },
      binds: (sql) => binds(this.connection, sql),
    });
  }

  async #resolved(sql: string): Promise<string> {
    const prepare = (text: string): Promise<void> => this.#makeMacros(text);
    const resolved = await OVERLOADS.resolve(this.connection, sql, prepare);
    return asNumbers(this.connection, resolved, prepare, this.#holds);
  }

  async #makeMacros(sql: string): Promise<void> {
    const macros = missingMacros(sql, this.#slot.macros);
    // A macro is bound when it is made.
    registerNatives(NATIVES, this.connection, `${sql} ${macros ?? ""}`, this.#slot.natives);
    if (macros) await this.connection.run(macros);
  }

  /** The columns of a query that was prepared; throws where Trino would not take its types. */
  columns(sql: string): Promise<ResultColumn[]> {
    return boundColumns(this.connection, sql, (text) => this.#makeMacros(text));
  }

  /** Reads what a query names with the caller's rights, without compiling it: for another engine that runs it. */
  async read(tokens: readonly Token[], database: string | undefined, depth = 0): Promise<void> {
    for (const reference of tableReferences(tokens)) {
      if (reference.kind === "function") continue;
      const name = tableName(reference.parts, database, tokens[reference.start] as Token);
      if (name.database === "information_schema" || name.table.includes("$")) continue;
      const table = await this.table(name);
      const view =
        table.view !== undefined && depth < MAX_VIEW_DEPTH ? tokenize(table.view, ATHENA) : undefined;
      if (view) await this.read(view, name.database, depth + 1);
      else await this.#relation(name, table, depth);
    }
  }

  /** A Glue table that must exist. */
  async table(name: TableName): Promise<CatalogTable> {
    const table = await getTable(this.clients.glue, name.database, name.table);
    if (table) return table;
    return this.#missing(name);
  }

  async #missing(name: TableName): Promise<never> {
    const { line, column } = name.token;
    if (!(await databaseExists(this.clients.glue, name.database))) {
      throw new SqlError("SCHEMA_NOT_FOUND", `Schema '${name.database}' does not exist`, line, column);
    }
    const full = `${CATALOG}.${name.database}.${name.table}`;
    throw new SqlError("TABLE_NOT_FOUND", `Table '${full}' does not exist`, line, column);
  }

  async #make(name: TableName, depth: number): Promise<void> {
    const key = relationPath(name);
    if (this.#created.has(key)) return;
    const sql = await this.#sqlOf(name, depth);
    await this.connection.run(`CREATE SCHEMA IF NOT EXISTS ${path(CATALOG, schemaName(name.database))}`);
    await this.connection.run(`CREATE VIEW ${key} AS ${sql}`);
    this.#created.add(key);
  }

  async #sqlOf(name: TableName, depth: number): Promise<string> {
    if (name.database === "information_schema") {
      const view = await informationSchema(this.clients.glue, name.table);
      if (view) return view;
      throw new SqlError(
        "NOT_SUPPORTED",
        `information_schema.${name.table} is not available in the local Athena`,
        name.token.line,
        name.token.column,
      );
    }
    if (name.table.endsWith(PARTITIONS_SUFFIX)) {
      const table = await this.table({ ...name, table: name.table.slice(0, -PARTITIONS_SUFFIX.length) });
      return partitionsSql(this.clients.glue, table);
    }
    const table = await this.table(name);
    if (table.view !== undefined) {
      if (depth > MAX_VIEW_DEPTH) {
        throw new SqlError("VIEW_IS_RECURSIVE", `Views nest deeper than ${MAX_VIEW_DEPTH}`, name.token.line);
      }
      const compiled = await this.prepare(tokenize(table.view, ATHENA), name.database, depth + 1);
      const columns = table.columns.map((column) => identifier(column.name)).join(", ");
      return `SELECT * FROM (${compiled.sql}\n) AS "__view"(${columns})`;
    }
    return this.#relation(name, table, depth);
  }

  async #relation(name: TableName, table: CatalogTable, depth: number): Promise<string> {
    try {
      const scratch = join(this.folder, `t${this.#created.size}-${depth}`);
      const relation = await buildRelation(table, this.clients, this.#cache, scratch, this.connection, {
        reader: "athena",
        withPath: this.#withPath && depth === 0,
      });
      this.scannedBytes += relation.bytes;
      const types = table.columns.map(({ type }) => type).join(" ");
      this.#holds.decimals ||= /decimal/i.test(types);
      this.#holds.doubles ||= /double|float|real/i.test(types);
      this.#holds.nested ||= /array<|map<|struct</i.test(types);
      this.#holds.lengths ||= /char\(/i.test(types);
      return relation.sql;
    } catch (error) {
      if (!(error instanceof UnsupportedTable)) throw error;
      throw new SqlError("NOT_SUPPORTED", error.message, name.token.line, name.token.column);
    }
  }
}

/** Whether a query names the hidden column "$path". Beside it a star would show it too, which is refused. */
function asksForPath(tokens: readonly Token[]): boolean {
  const hidden = tokens.find(({ kind, value }) => kind === "quoted" && value === "$path");
  if (!hidden) return false;
  const star = tokens.find(
    (token, at) =>
      isSymbol(token, "*") &&
      (isWord(tokens[at - 1], "select") ||
        isWord(tokens[at - 1], "distinct") ||
        isSymbol(tokens[at - 1], ",") ||
        isSymbol(tokens[at - 1], ".")),
  );
  if (star)
    throw new SqlError(
      "NOT_SUPPORTED",
      'a * beside "$path" is not available in the local Athena: name the columns',
      star.line,
      star.column,
    );
  return true;
}

/** The rows of `"t$partitions"`: one per partition, its values as text. */
async function partitionsSql(glue: GlueClient, table: CatalogTable): Promise<string> {
  const names = table.partitionKeys.map((key) => identifier(key.name)).join(", ");
  const partitions = await getPartitions(glue, table);
  if (partitions.length === 0) {
    return `SELECT ${table.partitionKeys.map((k) => `CAST(NULL AS VARCHAR) AS ${identifier(k.name)}`).join(", ")} WHERE false`;
  }
  const values = partitions.map((partition) => `(${partition.values.map(literal).join(", ")})`);
  return `SELECT * FROM (VALUES ${values.join(", ")}) AS t(${names})`;
}
