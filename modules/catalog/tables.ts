// A Glue table per dataset, its columns derived from the contract by Terraform itself.
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { PARTITION_PATTERN } from "../../core/contract/partition.ts";
import {
  type Construct,
  dynamicBlock,
  type Expr,
  each,
  forEach,
  local,
  plain,
  ref,
  tf,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

const PARQUET = "org.apache.hadoop.hive.ql.io.parquet";

/** @returns the tables, by dataset. */
export function tables(scope: Construct, vars: Vars<typeof inputs>, datasets: Expr, database: Expr): Expr {
  const { columns, partitions } = tableColumns(scope, datasets);
  // Terraform works out all of for_each anew for each of its instances: of more than a name and a line of text, a plan's time
  // would grow with the square of the datasets.
  const descriptions = local(
    scope,
    "descriptions",
    tf`tomap({ for k, d in ${datasets} : k => tostring(lookup(d, "description", null)) })`,
  );
  const table = new GlueCatalogTable(scope, "dataset", {
    databaseName: `${database}`,
    name: `${each.key}`,
    description: `${each.value}`,
    tableType: "EXTERNAL_TABLE",
    parameters: {
      EXTERNAL: "TRUE",
      classification: "parquet",
      "parquet.compression": "ZSTD",
      // Athena passes over what lies in Glacier, and reads what was restored from there.
      read_restored_glacier_objects: "true",
    },
  });
  forEach(table, descriptions);
  dynamicBlock(table, "partition_keys", partitions.at(each.key), ({ value }) => ({
    name: value.attr("name"),
    type: value.attr("type"),
  }));
  table.addOverride(
    "storage_descriptor",
    plain({
      location: `s3://${vars.curated_bucket}/${each.key}/`,
      input_format: `${PARQUET}.MapredParquetInputFormat`,
      output_format: `${PARQUET}.MapredParquetOutputFormat`,
      ser_de_info: {
        serialization_library: `${PARQUET}.serde.ParquetHiveSerDe`,
        parameters: { "serialization.format": "1" },
      },
      dynamic: {
        columns: {
          for_each: tf`${columns}[each.key]`,
          content: {
            name: tf`columns.value.name`,
            type: tf`columns.value.type`,
            comment: tf`columns.value.comment`,
          },
        },
      },
    }),
  );
  return ref(table);
}

/** Dataset → its columns and its partition columns, as { name, type, comment } and { name, type }. */
function tableColumns(scope: Construct, datasets: Expr): { columns: Expr; partitions: Expr } {
  // A token is text, whatever its column was.
  const ownTypes = local(
    scope,
    "column_types",
    tf`{ for k, d in ${datasets} : k => { for c in d.columns : c.name => try(c.tokenize, null) == null ? replace(c.type, " ", "") : "string" } }`,
  );
  const parts = local(
    scope,
    "partitions",
    tf`{ for k, d in ${datasets} : k => [for p in try(coalesce(d.partition_by, []), []) : regex(${PARTITION_PATTERN}, p)] }`,
  );
  const partitions = local(
    scope,
    "partition_keys",
    tf`{ for k, list in ${parts} : k => [for p in list : { name = p[0] != null ? p[0] : "\${p[2]}_\${p[1]}", type = p[0] != null ? lookup(${ownTypes}[k], p[0], "string") : p[1] == "day" ? "date" : "string" }] }`,
  );
  // A plain partition column is in the path and not in the file.
  const own = tf`[for c in d.columns : { name = c.name, type = ${ownTypes}[k][c.name], comment = try(c.description, null) } if !contains([for p in ${partitions}[k] : p.name], c.name)]`;
  const added = tf`flatten([for e in try(coalesce(d.enrich, []), []) : [for a in e.add : { name = a, type = lookup(${ownTypes}[e.lookup], a, "string"), comment = "From \${e.lookup}" }]])`;
  const columns = local(scope, "columns", tf`{ for k, d in ${datasets} : k => concat(${own}, ${added}) }`);
  return { columns, partitions };
}
