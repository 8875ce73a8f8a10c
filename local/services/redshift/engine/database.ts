// One Redshift database: a DuckDB file, opened at first use, with Redshift's macros and the engine's own tables.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { registerNatives } from "../../../sql/natives.ts";
import { openInstance, rows } from "../../../sql/session.ts";
import { MACRO_CATALOG, macroStatements } from "../dialect/macros.ts";
import { NATIVES } from "../dialect/natives.ts";
import { Locks } from "./locks.ts";
import { META, META_STATEMENTS } from "./meta-schema.ts";

const WITH_SUPER =
  `SELECT 1 FROM ${META}.columns WHERE type_name = 'super' ` +
  `UNION ALL SELECT 1 FROM ${META}.views WHERE regexp_matches(definition, '(?i)json_parse|super|array|object') LIMIT 1`;

/** A decimal without digits before its point. */
export const ALL_FRACTION = /^numeric\((\d+),\1\)$/;
const WITH_OTHERS =
  `SELECT coalesce(bool_or(type_name = 'bpchar'), false), ` +
  `coalesce(bool_or(regexp_extract(label, '\\((\\d+),', 1) = regexp_extract(label, ',(\\d+)\\)', 1) AND type_name = 'numeric'), false) FROM ${META}.columns`;

export class Database {
  readonly name: string;
  /** Cluster identifier or workgroup name. */
  readonly warehouse: string;
  readonly locks = new Locks();
  /** Folder for files of statements: results, files on their way from and to S3. */
  readonly work: string;
  /** Whether anything in the database may be a SUPER: comparisons then ask for their types. */
  hasSuper: boolean;
  /** Whether a table has a CHAR: results then ask which of their columns are padded. */
  hasChar = false;
  /** Whether a table has a decimal that is all fraction: `||` then asks for types. */
  hasFraction = false;
  /** Grows wherever a commit may have made, changed or dropped what has a name, or a right to it. */
  namesVersion = 0;
  readonly #instance: DuckDBInstance;

  private constructor(
    name: string,
    warehouse: string,
    work: string,
    instance: DuckDBInstance,
    hasSuper: boolean,
  ) {
    this.name = name;
    this.warehouse = warehouse;
    this.work = work;
    this.#instance = instance;
    this.hasSuper = hasSuper;
  }

  /**
   * @param folders folders that statements may read and write besides the work folder, such as the results'
   */
  static async open(
    name: string,
    warehouse: string,
    file: string,
    work: string,
    folders: readonly string[],
  ): Promise<Database> {
    await mkdir(dirname(file), { recursive: true });
    await mkdir(work, { recursive: true });
    const instance = await openInstance({ file, folders: [work, ...folders], spill: join(work, "spill") });
    const connection = await instance.connect();
    try {
      for (const statement of META_STATEMENTS) await connection.run(statement);
      const found = await rows(connection, WITH_SUPER);
      const [chars, fractions] = (await rows(connection, WITH_OTHERS))[0] ?? [];
      registerNatives(NATIVES, connection, Object.keys(NATIVES).join(" "), new Set());
      for (const statement of macroStatements()) await connection.run(statement);
      const database = new Database(name, warehouse, work, instance, found.length > 0);
      database.hasChar = chars === true;
      database.hasFraction = fractions === true;
      return database;
    } finally {
      connection.closeSync();
    }
  }

  /** A connection with Redshift's settings. */
  async connection(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    await connection.run(`SET search_path = 'public,${MACRO_CATALOG}.main'`);
    await connection.run("SET default_null_order = 'nulls_last_on_asc_first_on_desc'");
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  }

  close(): void {
    this.#instance.closeSync();
  }
}
