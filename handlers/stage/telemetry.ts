// The stage function's log and metrics. Never a row's content: errors go through aws/failure.ts.
import type { Manifest } from "../../core/records/manifest.ts";
import { count, loggerOf } from "../telemetry.ts";

export const logger = loggerOf("stage");

/** What a run came to, once it is done for good. */
export function countRun(manifest: Manifest): void {
  const { dataset, files, quarantine, source, status, reasons } = manifest;
  const bytesOut = [...files, ...quarantine].reduce((sum, { bytes }) => sum + bytes, 0);
  count(
    {
      FilesIn: 1,
      FilesRejected: status === "rejected" ? 1 : 0,
      RowsIn: manifest.rows_in,
      RowsCurated: manifest.rows_curated,
      RowsQuarantined: manifest.rows_quarantined,
      BytesIn: source.bytes,
      BytesOut: bytesOut,
      ImportSeconds: manifest.seconds,
    },
    { dataset },
  );
  for (const [reason, rows] of Object.entries(reasons))
    count({ QuarantineReasons: rows }, { dataset, reason });
  if (manifest.rejected)
    count({ QuarantineReasons: manifest.rows_in }, { dataset, reason: manifest.rejected.reason });
}
