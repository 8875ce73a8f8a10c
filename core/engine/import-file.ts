// One file into the lake's files: good rows to partitioned Parquet, the others to a quarantine file.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Destination } from "./destination.ts";
import type { Faulty } from "./input/input.ts";
import { pass } from "./pass.ts";
import { QuarantineWriter } from "./quarantine.ts";
import type { Run } from "./run.ts";
import type { ImportRequest, ImportResult } from "./types.ts";
import { CuratedWriter } from "./write.ts";

const LAKE: Destination = { writer: (run) => new CuratedWriter(run), quarantine };

/**
 * Imports one file. A file that is wrong is a result, with `rejected`; where the request or the contract is wrong it
 * throws HeadraceError, and the signal's reason where that is aborted.
 */
export const importFile = (request: ImportRequest): Promise<ImportResult> => pass(request, LAKE);

async function quarantine(
  { request, progress }: Run,
  rows: AsyncIterable<Faulty>,
  result: ImportResult,
): Promise<void> {
  progress("quarantine");
  const path = `quarantine/${request.dataset}/${request.runId}.ndjson`;
  await mkdir(join(request.out, dirname(path)), { recursive: true });
  const writer = new QuarantineWriter(join(request.out, path), request.name);
  try {
    for await (const { line, raw, reasons } of rows) writer.write(line, raw, reasons);
  } finally {
    writer.close();
  }
  result.quarantine = [{ path, rows: writer.rows, bytes: writer.bytes }];
  result.reasons = Object.fromEntries([...writer.reasons].sort(([a], [b]) => (a < b ? -1 : 1)));
}
