// For tests: one import of given bytes, its curated rows read back, its quarantine parsed, and the promise that holds
// for every file checked.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "@jest/globals";
import { validateContract } from "../../contract/index.ts";
import { texts } from "../../plan/sql.ts";
import { importFile } from "../index.ts";
import type { ImportRequest, ImportResult, QuarantinedRow } from "../types.ts";

export interface Imported {
  result: ImportResult;
  /** Curated rows as text by column, null for null; ordered as `order` says, else as they lie. */
  rows: Record<string, string | null>[];
  quarantine: QuarantinedRow[];
  /** `reason` of a file rejected whole. */
  rejected: string | undefined;
}

type Options = Partial<Omit<ImportRequest, "contract" | "dataset" | "file">> & { order?: string };

/** Imports `content` under the dataset of the given contract text (its keys as in headrace.yaml). */
export async function importBytes(
  dataset: object,
  content: string | Uint8Array,
  { order, ...options }: Options = {},
  others: object = {},
): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), "headrace-engine-"));
  try {
    const file = join(folder, "input");
    writeFileSync(file, content);
    const out = join(folder, "out");
    const result = await importFile({
      contract: validateContract(
        { version: 1, name: "test", datasets: { ...others, rows: dataset } },
        { file: "headrace.yaml" },
      ),
      dataset: "rows",
      file,
      name: "input",
      runId: "run",
      out,
      scratch: join(folder, "scratch"),
      threads: 1,
      ...options,
    });
    const rows = await curatedRows(result, options.out ?? out, order);
    const quarantine = result.quarantine.flatMap(({ path }) =>
      readFileSync(join(options.out ?? out, path), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as QuarantinedRow),
    );
    expect(result.rowsIn).toBe(result.rowsCurated + result.rowsQuarantined);
    expect(rows).toHaveLength(result.rowsCurated);
    expect(quarantine).toHaveLength(result.rowsQuarantined);
    return { result, rows, quarantine, rejected: result.rejected?.reason };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function curatedRows(
  result: ImportResult,
  out: string,
  order: string | undefined,
): Promise<Record<string, string | null>[]> {
  if (result.curated.length === 0) return [];
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const files = texts(result.curated.map(({ path }) => join(out, path)));
    const reader = await connection.runAndReadAll(
      `SELECT COLUMNS(*)::VARCHAR FROM read_parquet([${files}], hive_partitioning = ${result.curated.some(({ partition }) => Object.keys(partition).length > 0)}, hive_types_autocast = false) ${order ? `ORDER BY ${order}` : ""}`,
    );
    return reader.getRowObjectsJson() as Record<string, string | null>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
