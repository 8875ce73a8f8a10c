// Tables over what a pipeline keeps of its own work, for Athena: `_runs`, of the manifests, and `_quarantine`, of rows that
// break the contract. Their partitions are computed, one for each dataset, so that nobody has to register them.
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { MANIFEST_PREFIX } from "../../core/records/manifest.ts";
import { type Construct, type Expr, one, plain, ref, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** Manifests of files whose key names no dataset. */
const UNKNOWN = "_unknown";

const RUNS: { readonly [column: string]: string } = {
  run_id: "string",
  status: "string",
  source: "struct<bucket:string,key:string,version_id:string,sha256:string,bytes:bigint,landed_at:string>",
  contract_digest: "string",
  rejected: "struct<reason:string,message:string>",
  rows_in: "bigint",
  rows_curated: "bigint",
  rows_quarantined: "bigint",
  reasons: "map<string,bigint>",
  seconds: "double",
  committed_at: "string",
};

const ROWS: { readonly [column: string]: string } = {
  file: "string",
  line: "bigint",
  raw: "string",
  reasons: "array<string>",
};

interface RecordTable {
  name: string;
  description: string;
  /** s3:// URI of the folder of datasets' folders. */
  location: string;
  columns: { readonly [column: string]: string };
}

/** @returns the names of the tables; null where there is none */
export function recordTables(
  scope: Construct,
  vars: Vars<typeof inputs>,
  datasets: Expr,
  database: Expr,
): { runs: Expr; quarantine: Expr } {
  const runs = recordTable(scope, "runs", datasets, database, {
    name: "_runs",
    description: "Files that were imported, as their manifests say",
    location: `s3://${vars.curated_bucket}/${MANIFEST_PREFIX}`,
    columns: RUNS,
  });
  const quarantine = recordTable(scope, "quarantine", datasets, database, {
    name: "_quarantine",
    description: "Rows that break the contract, as their files have them, with their reasons",
    location: `s3://${tf`coalesce(${vars.quarantine_bucket}, "none")`}/`,
    columns: ROWS,
  });
  when(tf`${vars.quarantine_bucket} != null`, quarantine);
  return { runs: ref(runs, "name"), quarantine: one(quarantine, "name") };
}

function recordTable(
  scope: Construct,
  id: string,
  datasets: Expr,
  database: Expr,
  { name, description, location, columns }: RecordTable,
): GlueCatalogTable {
  const table = new GlueCatalogTable(scope, id, {
    databaseName: `${database}`,
    name,
    description,
    tableType: "EXTERNAL_TABLE",
    partitionKeys: [{ name: "dataset", type: "string" }],
    parameters: {
      EXTERNAL: "TRUE",
      classification: "json",
      read_restored_glacier_objects: "true",
      "projection.enabled": "true",
      "projection.dataset.type": "enum",
      "projection.dataset.values": `${tf`join(",", concat(keys(${datasets}), [${UNKNOWN}]))`}`,
      // Terraform would read a dollar before a brace as its own.
      "storage.location.template": `${location}$$\{dataset}/`,
    },
  });
  table.addOverride(
    "storage_descriptor",
    plain({
      location,
      input_format: "org.apache.hadoop.mapred.TextInputFormat",
      output_format: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      ser_de_info: {
        serialization_library: "org.openx.data.jsonserde.JsonSerDe",
        parameters: { "serialization.format": "1" },
      },
      columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
    }),
  );
  return table;
}
