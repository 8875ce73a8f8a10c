// A table of the Glue catalog, as the engines see it.
import type { Table } from "@aws-sdk/client-glue";

export interface CatalogColumn {
  name: string;
  /** Hive's type name. */
  type: string;
  comment?: string;
}

export type Format =
  | { kind: "parquet" }
  | { kind: "lazy"; delimiter: string; escape?: string; nullText: string; skip: number }
  | { kind: "opencsv"; delimiter: string; quote: string; escape: string; skip: number }
  | { kind: "json" }
  /** Files of CloudTrail: one object with a list of records. */
  | { kind: "cloudtrail" };

export interface CatalogPartition {
  /** One value per partition key, as text. */
  values: string[];
  location: string;
}

export interface CatalogTable {
  database: string;
  name: string;
  columns: CatalogColumn[];
  partitionKeys: CatalogColumn[];
  location: string;
  parameters: Record<string, string>;
  /** EXTERNAL_TABLE, VIRTUAL_VIEW, … */
  kind: string;
  /** The text of a view; undefined for tables. */
  view?: string;
  glue: Table;
}

/** A table that exists and cannot be read here, and why. */
export class UnsupportedTable extends Error {}
