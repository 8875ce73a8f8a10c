// Imports files with the engine in this process: what `check` does, without AWS.
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Contract } from "../../core/contract/schema.ts";
import type { ImportRequest, ImportResult } from "../../core/engine/types.ts";
import { HeadraceError } from "../../core/errors.ts";
import { explained } from "../output/failure.ts";
import { bytes, secondsSince } from "../output/format.ts";
import type { Progress } from "../output/progress.ts";
import { waves } from "./order.ts";
import type { Import } from "./parse.ts";
import type { FileOutcome } from "./report.ts";
import { localTokenKey } from "./token-key.ts";

export interface LocalRun {
  contract: Contract;
  /** Receives curated/ and quarantine/. */
  out: string;
  scratch: string;
  progress: Progress;
  signal: AbortSignal;
}

/** One outcome per import, also where one fails. Lookups run first, and what looks them up sees the curated rows of this very run. */
export async function importLocally(
  { contract, out, scratch, progress, signal }: LocalRun,
  imports: readonly Import[],
): Promise<FileOutcome[]> {
  const { importFile } = await import("../../core/engine/index.ts");
  const { localVault } = await import("../../core/tokens/vault/local.ts");
  const tokenKey = localTokenKey(contract);
  // One for all files: a value has one token in all of them.
  const vault = localVault(tokenKey);
  const curated = new Map<string, string[]>();
  const outcomes: FileOutcome[] = [];
  for (const item of waves(contract, imports).flat()) {
    signal.throwIfAborted();
    const start = performance.now();
    const lookups = (contract.datasets[item.dataset]?.enrich ?? []).map(({ lookup }) => lookup);
    const request = {
      contract,
      dataset: item.dataset,
      file: item.path,
      name: item.file,
      runId: runIdOfPath(item),
      lookups: Object.fromEntries(lookups.map((lookup) => [lookup, curated.get(lookup) ?? []])),
      tokenKey,
      vault,
      out,
      scratch,
      threads: availableParallelism(),
      onProgress: ({
        phase,
        bytesRead,
        bytesTotal,
      }: Parameters<NonNullable<ImportRequest["onProgress"]>>[0]) =>
        progress.update(telling(item, phase, bytesRead, bytesTotal, secondsSince(start))),
      signal,
    };
    const result = await importFile(request).catch((error: unknown) => {
      signal.throwIfAborted();
      const failure = explained(error);
      if (OF_ALL_FILES.has(failure.code)) throw failure;
      return failure;
    });
    if (result instanceof HeadraceError) {
      outcomes.push(failureOf(item, result));
      continue;
    }
    const files = result.curated.map(({ path }) => join(out, path));
    curated.set(item.dataset, [...(curated.get(item.dataset) ?? []), ...files]);
    outcomes.push(outcomeOf(item, result));
  }
  return outcomes;
}

/** What ends the import of one file with these would end all. */
const OF_ALL_FILES = new Set([
  "contract_invalid",
  "dataset_unknown",
  "token_key_missing",
  "token_keys_invalid",
  "storage_full",
  "disk_full",
  "permission_denied",
]);

const failureOf = ({ dataset, file, bytes: bytesIn }: Import, error: HeadraceError): FileOutcome => {
  const { code, message, fix, exitCode } = error;
  const rows = { rowsIn: 0, rowsCurated: 0, rowsQuarantined: 0, reasons: {}, ignoredColumns: [] };
  return {
    dataset,
    file,
    ...rows,
    failed: { code, message, fix, exitCode },
    bytesIn,
    bytesOut: 0,
    seconds: 0,
  };
};

/** The same file has the same run id in every check, so that its outputs keep their names. */
const runIdOfPath = ({ dataset, path }: Import): string =>
  createHash("sha256").update(`check\0${dataset}\0${path}`).digest("hex").slice(0, 32);

function telling({ file }: Import, phase: string, read: number, total: number, elapsed: number): string {
  const share = total > 0 ? ` ${Math.min(100, Math.floor((read / total) * 100))} %` : "";
  const speed = elapsed > 1 && read > 0 ? `, ${bytes(read / elapsed)}/s` : "";
  return `${file}: ${phase}${share}${speed}`;
}

function outcomeOf({ dataset, file }: Import, result: ImportResult): FileOutcome {
  const { rowsIn, rowsCurated, rowsQuarantined, reasons, ignoredColumns, bytesIn, bytesOut } = result;
  return {
    dataset,
    file,
    rowsIn,
    rowsCurated,
    rowsQuarantined,
    reasons,
    ...(result.rejected ? { rejected: result.rejected } : {}),
    ignoredColumns,
    bytesIn,
    bytesOut,
    seconds: result.seconds,
  };
}
