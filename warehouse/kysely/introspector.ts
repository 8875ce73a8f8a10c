// Schemas, tables and columns as Redshift's system views tell them, external tables included.
import type {
  DatabaseIntrospector,
  DatabaseMetadataOptions,
  Kysely,
  SchemaMetadata,
  TableMetadata,
} from "kysely";
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from "kysely/migration";

const SYSTEM_SCHEMAS = [
  "information_schema",
  "pg_catalog",
  "pg_internal",
  "catalog_history",
  "pg_automv",
  "pg_auto_copy",
];

interface Views {
  pg_namespace: { nspname: string };
  svv_tables: { table_schema: string; table_name: string; table_type: string };
  svv_columns: {
    table_schema: string;
    table_name: string;
    column_name: string;
    ordinal_position: number;
    column_default: string | null;
    is_nullable: string;
    data_type: string;
    remarks: string | null;
  };
}

/**
 * Tells the schemas, tables and columns of a warehouse, those of external schemas among them.
 *
 * @example
 * ```ts
 * const tables = await new RedshiftIntrospector(db).getTables();
 * console.log(tables.map(({ schema, name }) => `${schema}.${name}`));
 * ```
 */
export class RedshiftIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<Views>;

  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
  constructor(db: Kysely<any>) {
    this.#db = db.withoutPlugins() as Kysely<Views>;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const rows = await this.#db.selectFrom("pg_namespace").select("nspname").orderBy("nspname").execute();
    return rows.map((row) => ({ name: row.nspname }));
  }

  async getTables(
    options: DatabaseMetadataOptions = { withInternalKyselyTables: false },
  ): Promise<TableMetadata[]> {
    let tables = this.#db
      .selectFrom("svv_tables")
      .select(["table_schema", "table_name", "table_type"])
      .where("table_schema", "not in", SYSTEM_SCHEMAS)
      .orderBy("table_schema")
      .orderBy("table_name");
    if (!options.withInternalKyselyTables) {
      tables = tables.where("table_name", "not in", [DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE]);
    }
    const columns = await this.#db
      .selectFrom("svv_columns")
      .select([
        "table_schema",
        "table_name",
        "column_name",
        "column_default",
        "is_nullable",
        "data_type",
        "remarks",
      ])
      .where("table_schema", "not in", SYSTEM_SCHEMAS)
      .orderBy("table_schema")
      .orderBy("table_name")
      .orderBy("ordinal_position")
      .execute();
    const byTable = Map.groupBy(columns, (column) =>
      JSON.stringify([column.table_schema, column.table_name]),
    );
    return (await tables.execute()).map((table) => ({
      schema: table.table_schema,
      name: table.table_name,
      isView: table.table_type.includes("VIEW"),
      isForeign: table.table_type.includes("EXTERNAL"),
      columns: (byTable.get(JSON.stringify([table.table_schema, table.table_name])) ?? []).map((column) => ({
        name: column.column_name,
        dataType: column.data_type,
        isNullable: column.is_nullable !== "NO",
        hasDefaultValue: Boolean(column.column_default),
        isAutoIncrementing: /"?identity"?\s*\(/i.test(column.column_default ?? ""),
        ...(column.remarks ? { comment: column.remarks } : {}),
      })),
    }));
  }
}
