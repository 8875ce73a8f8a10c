// A Glue table over lines of JSON that a pipeline keeps of its own work, for Athena. Its partitions are computed, so that nobody has
// to register them.
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { type Construct, type Expr, plain } from "../kit/index.ts";

export interface JsonTable {
  id: string;
  database: Expr;
  name: string;
  description: string;
  /** s3:// URI of the folder. */
  location: string;
  columns: { readonly [column: string]: string };
  partition: {
    name: string;
    type: string;
    /** What follows the partition's name in the parameters of its projection, and its value. */
    projection: { readonly [setting: string]: string };
    /** What stands before the value in the name of the partition's folder. */
    prefix: string;
  };
  /** Parameters beside those of every such table. */
  parameters?: { readonly [name: string]: string };
}

export function jsonTable(scope: Construct, table: JsonTable): GlueCatalogTable {
  const { location, partition } = table;
  const projection = Object.entries(partition.projection).map(([setting, value]) => [
    `projection.${partition.name}.${setting}`,
    value,
  ]);
  const made = new GlueCatalogTable(scope, table.id, {
    databaseName: `${table.database}`,
    name: table.name,
    description: table.description,
    tableType: "EXTERNAL_TABLE",
    partitionKeys: [{ name: partition.name, type: partition.type }],
    parameters: {
      EXTERNAL: "TRUE",
      classification: "json",
      ...table.parameters,
      "projection.enabled": "true",
      ...Object.fromEntries(projection),
      // Terraform would read a dollar before a brace as its own.
      "storage.location.template": `${location}${partition.prefix}$$\{${partition.name}}/`,
      // Athena passes over what lies in Glacier, and reads what was restored from there.
      read_restored_glacier_objects: "true",
    },
  });
  made.addOverride(
    "storage_descriptor",
    plain({
      location,
      input_format: "org.apache.hadoop.mapred.TextInputFormat",
      output_format: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      ser_de_info: {
        serialization_library: "org.openx.data.jsonserde.JsonSerDe",
        parameters: { "serialization.format": "1" },
      },
      columns: Object.entries(table.columns).map(([column, type]) => ({ name: column, type })),
    }),
  );
  return made;
}
