// One file through the stages: read it in batches, judge their rows, hand the good ones and the others to where they go.
import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { HeadraceError } from "../errors.ts";
import { type Plan, planOf } from "../plan/plan.ts";
import { BadRows } from "./bad-rows.ts";
import { processBatches } from "./batches.ts";
import type { Destination } from "./destination.ts";
import { asExhaustion } from "./exhaustion.ts";
import { FileRejected } from "./file-rejected.ts";
import { openParquetInput } from "./input/parquet.ts";
import { PARTED_BYTES } from "./input/parquet-rows.ts";
import { openTextInput } from "./input/text.ts";
import { Lanes, lanesFor } from "./lanes.ts";
import { dropLookups, prepareLookups } from "./lookups.ts";
import { isBadText } from "./parquet/fault.ts";
import type { Run } from "./run.ts";
import { bindTokenKey, withSession } from "./session.ts";
import { PART_BYTES } from "./split/split-file.ts";
import { tokenSourcesOf } from "./token-sources.ts";
import type { ImportRequest, ImportResult } from "./types.ts";

const DEFAULT_THREADS = 2;
const DEFAULT_MEMORY_MB = 200;
/** Each column beyond these takes memory of its own, in every thread: what DuckDB holds of it on its way. */
const NARROW_COLUMNS = 100;
const MEMORY_MB_PER_COLUMN = 0.75;

const defaultMemoryMb = (columns: number): number =>
  DEFAULT_MEMORY_MB + MEMORY_MB_PER_COLUMN * Math.max(0, columns - NARROW_COLUMNS);

/**
 * Takes one file through the stages. A file that is wrong is a result, with `rejected`; where the request or the contract
 * is wrong it throws HeadraceError, and the signal's reason where that is aborted.
 */
export async function pass(parts: ImportRequest, destination: Destination): Promise<ImportResult> {
  const started = performance.now();
  const request = absolute(parts);
  const plan = planOf(request.contract, request.dataset);
  const tokens = tokenSourcesOf(plan, request);
  request.signal?.throwIfAborted();
  const result = emptyResult(request, await sizeOf(request));
  const work = join(request.scratch, request.runId);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await mkdir(request.out, { recursive: true });
  let bytesRead = 0;
  const progress = (phase: string, bytes = 0): void => {
    bytesRead += bytes;
    request.onProgress?.({ phase, bytesRead, bytesTotal: result.bytesIn });
  };
  try {
    await withSession(foldersOf(request), join(request.scratch, "spill"), async (session) => {
      const limits = {
        threads:
          plan.columns.length > NARROW_COLUMNS
            ? 1
            : Math.max(1, Math.trunc(request.threads ?? DEFAULT_THREADS)),
        memoryLimitMb: request.memoryLimitMb ?? defaultMemoryMb(plan.columns.length),
      };
      const connections: DuckDBConnection[] = [];
      const interrupt = (): void => {
        for (const one of connections) one.interrupt();
      };
      request.signal?.addEventListener("abort", interrupt);
      try {
        while (connections.length < lanesOf(plan, limits.threads, result.bytesIn)) {
          const connection = await session.connect(limits);
          connections.push(connection);
          for (const version of plan.tokenKeyVersions)
            await bindTokenKey(connection, tokens.keys?.get(version) as Uint8Array, version);
        }
        const [connection] = connections as [DuckDBConnection];
        const lanes = new Lanes(connections, limits.threads);
        const bytes = (): ReturnType<Run["bytesRead"]> => ({ read: bytesRead, total: result.bytesIn });
        const run = { request, plan, connection, lanes, limits, progress, tokens, bytesRead: bytes };
        await passOnce(run, work, result, destination, false).catch(async (error) => {
          if (!isBadText(error)) throw error;
          // A text that is none is found at last: once more, and each of them costs its row.
          Object.assign(result, noRows(), { rejected: undefined });
          await passOnce(run, join(work, "again"), result, destination, true);
        });
      } catch (error) {
        request.signal?.throwIfAborted();
        throw error;
      } finally {
        request.signal?.removeEventListener("abort", interrupt);
        for (const one of connections) one.closeSync();
      }
    });
  } catch (error) {
    if (!(error instanceof FileRejected)) throw asExhaustion(error, [request.scratch, request.out]);
    Object.assign(result, noRows());
    result.rejected = { reason: error.reason, message: error.message };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  result.bytesOut = result.curated.reduce((sum, { bytes }) => sum + bytes, 0);
  result.seconds = (performance.now() - started) / 1000;
  return result;
}

/** How many statements may write at once: a small file is one statement's work. */
const lanesOf = ({ dataset: { source } }: Plan, threads: number, bytes: number): number =>
  bytes < (source.format === "parquet" ? PARTED_BYTES : PART_BYTES) ? 1 : lanesFor(threads);

function absolute(request: ImportRequest): ImportRequest {
  const lookups = Object.entries(request.lookups ?? {}).map(([name, files]) => [
    name,
    files.map((path) => resolve(path)),
  ]);
  return {
    ...request,
    file: resolve(request.file),
    out: resolve(request.out),
    scratch: resolve(request.scratch),
    lookups: Object.fromEntries(lookups),
  };
}

async function sizeOf({ file, name }: ImportRequest): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new HeadraceError(
      "file_missing",
      `There is no file ${name}.`,
      "Give the path of a file that exists.",
    );
  }
}

const emptyResult = ({ dataset, name, runId }: ImportRequest, bytesIn: number): ImportResult => ({
  dataset,
  file: name,
  runId,
  ...noRows(),
  ignoredColumns: [],
  bytesIn,
  bytesOut: 0,
  seconds: 0,
});

const noRows = () => ({
  rowsIn: 0,
  rowsCurated: 0,
  rowsQuarantined: 0,
  reasons: {},
  curated: [],
  quarantine: [],
});

/** What DuckDB may touch. */
function foldersOf({ scratch, out, file, contract, dataset, lookups }: ImportRequest): string[] {
  const folders = [
    scratch,
    out,
    ...Object.values(lookups ?? {}).flatMap((files) => files.map((path) => dirname(path))),
  ];
  if (contract.datasets[dataset]?.source.format === "parquet") folders.push(dirname(file));
  return folders;
}

async function passOnce(
  parts: Omit<Run, "bad" | "work">,
  work: string,
  result: ImportResult,
  destination: Destination,
  checkTexts: boolean,
): Promise<void> {
  await mkdir(work, { recursive: true });
  const reasons = parts.plan.faults.map(({ reason }) => reason);
  const run: Run = { ...parts, work, bad: new BadRows(work, reasons) };
  try {
    const parquet = run.plan.dataset.source.format === "parquet";
    const input = parquet ? await openParquetInput(run, checkTexts) : await openTextInput(run);
    const writer = destination.writer(run);
    try {
      await prepareLookups(run);
      await processBatches(run, input, writer, destination, result);
    } catch (error) {
      await writer.discard();
      if (isBadText(error) && !checkTexts) throw error;
      throw (await input.explain?.(error)) ?? error;
    } finally {
      await input.close();
      await dropLookups(run);
      await writer.close();
    }
  } finally {
    run.bad.close();
  }
}
