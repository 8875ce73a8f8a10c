// What goes into the stage engine and what comes out. The engine knows local files only: nothing of AWS.
import type { Contract } from "../contract/schema.ts";
import type { Vault } from "../tokens/vault/vault.ts";

export interface ImportRequest {
  contract: Contract;
  /** The dataset's name in the contract. */
  dataset: string;
  /** The local file to read. */
  file: string;
  /** What people know the file by (a path or s3:// URI); it is written in quarantine rows and messages. */
  name: string;
  /** Names every output file, so that a retry writes the same names. */
  runId: string;
  /** Curated Parquet files of each lookup dataset, oldest first: of two rows with one key the later file's wins. */
  lookups?: Record<string, string[]>;
  /** The token key's secret: one key, or its versions (core/tokens/keys.ts); needed where a column says hmac or ff1. */
  tokenKey?: Uint8Array;
  /** Needed where a column says `tokenize: vault`. */
  vault?: Vault;
  /** Folder that receives curated/DATASET/… and quarantine/DATASET/…. */
  out: string;
  /** Folder for what is only needed meanwhile: split text, spill. What one import puts there is gone at its end. */
  scratch: string;
  /**
   * The file's rows have come together by chance: each is judged by itself, and none rejects the file. For JSON alone.
   */
  rowsAlone?: boolean;
  /** 2 where absent. */
  threads?: number;
  /** DuckDB's memory_limit in MiB. Where absent 200, and more for wide datasets; the process needs about 250 MiB more. */
  memoryLimitMb?: number;
  onProgress?: (progress: { phase: string; bytesRead: number; bytesTotal: number }) => void;
  signal?: AbortSignal;
}

export interface CuratedFile {
  /** Relative to `out`, with forward slashes: curated/orders/ordered_at_day=2024-01-31/RUNID-0000.parquet */
  path: string;
  /** Partition column → value as Glue takes it, in partition_by order; empty where unpartitioned. */
  partition: Record<string, string>;
  rows: number;
  bytes: number;
}

export interface ImportResult {
  dataset: string;
  file: string;
  runId: string;
  rowsIn: number;
  rowsCurated: number;
  rowsQuarantined: number;
  /** `column:rule` → rows. A row with two faults counts under each. */
  reasons: Record<string, number>;
  /** Why the whole file was rejected, as `file:rule` and a sentence; absent where it was not. */
  rejected?: { reason: string; message: string };
  /** Columns of the file that the contract does not name. */
  ignoredColumns: string[];
  curated: CuratedFile[];
  quarantine: { path: string; rows: number; bytes: number }[];
  bytesIn: number;
  bytesOut: number;
  seconds: number;
}

/** A line of a quarantine file. `line` is 1-based and absent for formats without lines (parquet, a JSON array). */
export interface QuarantinedRow {
  file: string;
  line?: number;
  raw: string;
  reasons: string[];
}
