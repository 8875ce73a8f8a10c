// Tables over what a pipeline keeps of its own work, for Athena: `_runs`, of the manifests, and `_quarantine`, of rows that
// break the contract. Their partitions are computed, one for each dataset, so that nobody has to register them.
import { MANIFEST_PREFIX } from "../../core/records/manifest.ts";
import { jsonTable } from "../constructs/json-table.ts";
import { type Construct, type Expr, one, ref, tf, type Vars, when } from "../kit/index.ts";
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

/** @returns the names of the tables; null where there is none */
export function recordTables(
  scope: Construct,
  vars: Vars<typeof inputs>,
  datasets: Expr,
  database: Expr,
): { runs: Expr; quarantine: Expr } {
  const partition = {
    name: "dataset",
    type: "string",
    projection: { type: "enum", values: `${tf`join(",", concat(keys(${datasets}), [${UNKNOWN}]))`}` },
    prefix: "",
  };
  const runs = jsonTable(scope, {
    ...{ id: "runs", database, partition },
    name: "_runs",
    description: "Files that were imported, as their manifests say",
    location: `s3://${vars.curated_bucket}/${MANIFEST_PREFIX}`,
    columns: RUNS,
  });
  const quarantine = jsonTable(scope, {
    ...{ id: "quarantine", database, partition },
    name: "_quarantine",
    description: "Rows that break the contract, as their files have them, with their reasons",
    location: `s3://${tf`coalesce(${vars.quarantine_bucket}, "none")`}/`,
    columns: ROWS,
  });
  when(tf`${vars.quarantine_bucket} != null`, quarantine);
  return { runs: ref(runs, "name"), quarantine: one(quarantine, "name") };
}
