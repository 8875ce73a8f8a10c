// Tables over archived records, for Athena: one for each kind. Their partitions are days, computed, so that nobody registers them.
import type { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { ARCHIVE_KINDS, ARCHIVE_PREFIX, type ArchiveKind } from "../../core/records/archive/kinds.ts";
import { jsonTable } from "../constructs/json-table.ts";
import { type Construct, one, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** What both kinds have. */
const COMMON = {
  run_id: "string",
  dataset: "string",
  contract_digest: "string",
  committed_at: "string",
  expires_at: "bigint",
  expired_at: "string",
};

const COLUMNS: { readonly [K in ArchiveKind]: { readonly [column: string]: string } } = {
  runs: {
    ...COMMON,
    state: "string",
    source: "struct<bucket:string,key:string,version_id:string,sha256:string,bytes:bigint>",
    rejected: "struct<reason:string,message:string>",
    rows_in: "bigint",
    rows_curated: "bigint",
    rows_quarantined: "bigint",
    reasons: "map<string,bigint>",
    manifest: "string",
    seconds: "double",
    job_id: "string",
    cataloged_at: "string",
    announced_at: "string",
    loaded_at: "string",
    delivered_to: "array<string>",
    delivered_at: "string",
  },
  openings: {
    ...COMMON,
    event: "string",
    caller: "string",
    purpose: "string",
    columns: "array<string>",
    records: "bigint",
    opened: "bigint",
    problem: "string",
    request_id: "string",
  },
};

/** Before any pipeline. */
const FIRST_DAY = "2024-01-01";

/** @returns kind → name of its table; null where there is none */
export function archiveTables(scope: Construct, vars: Vars<typeof inputs>) {
  const names = Object.entries(ARCHIVE_KINDS).map(([kind, description]) => {
    const table = archiveTable(scope, vars, kind as ArchiveKind, description);
    when(vars.create_tables, table);
    return [kind, one(table, "name")] as const;
  });
  return tf`{ for k, v in ${Object.fromEntries(names)} : k => v if v != null }`;
}

function archiveTable(
  scope: Construct,
  vars: Vars<typeof inputs>,
  kind: ArchiveKind,
  description: string,
): GlueCatalogTable {
  return jsonTable(scope, {
    id: kind,
    database: vars.database_name,
    name: `_archived_${kind}`,
    description: `${description}, whose time in the audit is over`,
    location: `s3://${vars.archive_bucket}/${ARCHIVE_PREFIX}${kind}/`,
    columns: COLUMNS[kind],
    partition: {
      name: "day",
      type: "date",
      projection: { type: "date", format: "yyyy-MM-dd", range: `${FIRST_DAY},NOW` },
      prefix: "day=",
    },
    parameters: { compressionType: "gzip" },
  });
}
