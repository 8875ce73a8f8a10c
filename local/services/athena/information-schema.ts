// information_schema: what the Glue catalog holds, as Trino's views of it. Each is a query over rows written out.
import { type GlueClient, paginateGetDatabases, paginateGetTables } from "@aws-sdk/client-glue";
import { describe } from "../../sql/catalog.ts";
import type { CatalogTable } from "../../sql/catalog-table.ts";
import { identifier, literal } from "../../sql/tokens.ts";
import { trinoNameOfHive } from "./trino/hive-names.ts";

const CATALOG = "awsdatacatalog";

async function databases(glue: GlueClient): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateGetDatabases({ client: glue }, {})) {
    for (const { Name } of page.DatabaseList ?? []) if (Name) names.push(Name);
  }
  return names.sort();
}

async function tables(glue: GlueClient): Promise<CatalogTable[]> {
  const found: CatalogTable[] = [];
  for (const database of await databases(glue)) {
    for await (const page of paginateGetTables({ client: glue }, { DatabaseName: database })) {
      for (const table of page.TableList ?? []) found.push(describe(database, table));
    }
  }
  return found;
}

type Row = (string | number | null)[];

const VIEWS: Record<string, { columns: string[]; rows: (glue: GlueClient) => Promise<Row[]> }> = {
  schemata: {
    columns: ["catalog_name", "schema_name"],
    rows: async (glue) => [...(await databases(glue)), "information_schema"].map((name) => [CATALOG, name]),
  },
  tables: {
    columns: ["table_catalog", "table_schema", "table_name", "table_type"],
    rows: async (glue) =>
      (await tables(glue)).map((table) => [
        CATALOG,
        table.database,
        table.name,
        table.view === undefined ? "BASE TABLE" : "VIEW",
      ]),
  },
  views: {
    columns: ["table_catalog", "table_schema", "table_name", "view_definition"],
    rows: async (glue) =>
      (await tables(glue)).flatMap((table) =>
        table.view === undefined ? [] : [[CATALOG, table.database, table.name, table.view]],
      ),
  },
  columns: {
    columns: [
      "table_catalog",
      "table_schema",
      "table_name",
      "column_name",
      "ordinal_position",
      "column_default",
      "is_nullable",
      "data_type",
      "comment",
      "extra_info",
    ],
    rows: async (glue) =>
      (await tables(glue)).flatMap((table) =>
        [...table.columns, ...table.partitionKeys].map(
          (column, i): Row => [
            CATALOG,
            table.database,
            table.name,
            column.name,
            i + 1,
            null,
            "YES",
            trinoNameOfHive(column.type),
            column.comment ?? null,
            i < table.columns.length ? null : "partition key",
          ],
        ),
      ),
  },
};

/** The query that gives a view of information_schema, or undefined where there is no such view here. */
export async function informationSchema(glue: GlueClient, name: string): Promise<string | undefined> {
  const view = VIEWS[name];
  if (!view) return undefined;
  const cell = (value: string | number | null): string =>
    value === null ? "NULL" : typeof value === "number" ? String(value) : literal(value);
  const types = view.columns.map((column) => (column === "ordinal_position" ? "BIGINT" : "VARCHAR"));
  const list = view.columns.map(
    (column, i) => `CAST(${identifier(column)} AS ${types[i]}) AS ${identifier(column)}`,
  );
  const rows = await view.rows(glue);
  const nothing = `SELECT ${view.columns.map(() => "NULL").join(", ")} WHERE false`;
  const body =
    rows.length > 0 ? `VALUES ${rows.map((row) => `(${row.map(cell).join(", ")})`).join(", ")}` : nothing;
  return `SELECT ${list.join(", ")} FROM (${body}) AS v(${view.columns.map(identifier).join(", ")})`;
}
