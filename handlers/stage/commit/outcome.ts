// What a run comes to: the manifest to commit and the objects that it names.
import { join } from "node:path";
import type { ImportResult } from "../../../core/engine/types.ts";
import type { Manifest } from "../../../core/records/manifest.ts";
import { type Rejection, reasonKey, rejectedFileKey } from "../../../core/records/rejection.ts";
import { uriOf } from "../../aws/objects.ts";
import type { Location } from "./location.ts";
import type { Output } from "./write.ts";

/** An import that was downloaded. */
export interface Import {
  bucket: string;
  key: string;
  versionId?: string;
  /** When S3 says that it landed. ISO 8601. */
  eventTime: string;
  /** The key's first part; `_unknown` where that cannot name a dataset. */
  dataset: string;
  /** The rest of the key. */
  file: string;
  path: string;
  sha256: string;
  bytes: number;
  runId: string;
}

export interface Outcome {
  manifest: Manifest;
  outputs: Output[];
}

/** Where rows go. */
export interface Destinations {
  rows: Location;
  quarantine: string;
}

/** The engine's result, with its files under `out`. */
export function outcomeOf(
  source: Import,
  result: ImportResult,
  contractDigest: string,
  targets: Destinations,
  out: string,
): Outcome {
  if (result.rejected) return rejectedOutcome(source, result.rejected, contractDigest, targets, result);
  const rows = rowOutputs(result, targets.rows, out);
  const quarantined = result.quarantine.map(({ path, rows, bytes }) => {
    const target = { bucket: targets.quarantine, key: path.replace(/^quarantine\//, "") };
    return { file: { ...target, rows, bytes }, output: { target, content: { path: join(out, path) } } };
  });
  return {
    manifest: {
      ...manifestOf(source, contractDigest, result),
      status: "curated",
      files: rows.map(({ file }) => file),
      quarantine: quarantined.map(({ file }) => file),
    },
    // Curated rows last: the shorter they lie there uncommitted, the better.
    outputs: [...quarantined, ...rows].map(({ output }) => output),
  };
}

/** The engine's files of good rows as the manifest names them, and as they are uploaded. */
export const rowOutputs = (
  result: ImportResult,
  location: Location,
  out: string,
): { file: Manifest["files"][number]; output: Output }[] =>
  result.curated.map(({ path, rows, bytes, partition }) => {
    const target = { bucket: location.bucket, key: location.prefix + path.replace(/^curated\//, "") };
    return {
      file: { ...target, rows, bytes, partition },
      output: { target, content: { path: join(out, path) } },
    };
  });

/** A file that goes to quarantine whole, with the reason beside it. */
export function rejectedOutcome(
  source: Import,
  rejected: { reason: string; message: string },
  contractDigest: string,
  { quarantine }: Pick<Destinations, "quarantine">,
  result?: ImportResult,
): Outcome {
  const { runId, dataset, file, path, bytes } = source;
  const target = { bucket: quarantine, key: rejectedFileKey(dataset, runId, file) };
  const reason: Rejection = { run_id: runId, dataset, file: uriOf(source), ...rejected };
  const manifest = manifestOf(source, contractDigest, result);
  return {
    manifest: {
      ...manifest,
      status: "rejected",
      rejected,
      files: [],
      quarantine: [{ ...target, rows: manifest.rows_quarantined, bytes }],
    },
    outputs: [
      { target, content: { path } },
      { target: { ...target, key: reasonKey(dataset, runId) }, content: { json: reason } },
    ],
  };
}

/** What both kinds of manifest say; a file that no engine read has no rows. */
function manifestOf(source: Import, contractDigest: string, result?: ImportResult) {
  return {
    version: 1 as const,
    run_id: source.runId,
    dataset: source.dataset,
    contract_digest: contractDigest,
    source: {
      bucket: source.bucket,
      key: source.key,
      ...(source.versionId && { version_id: source.versionId }),
      sha256: source.sha256,
      bytes: source.bytes,
      landed_at: source.eventTime,
    },
    rows_in: result?.rowsIn ?? 0,
    rows_curated: result?.rowsCurated ?? 0,
    rows_quarantined: result?.rowsQuarantined ?? 0,
    reasons: result?.reasons ?? {},
    ...(result && result.ignoredColumns.length > 0 && { ignored_columns: result.ignoredColumns }),
    seconds: result?.seconds ?? 0,
    committed_at: new Date().toISOString(),
  };
}
