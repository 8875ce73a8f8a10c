// For tests of the kernel: the same bytes through it and through the exact path, value by value.
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { expect } from "@jest/globals";
import { brokenSql } from "../../../plan/faults.ts";
import { outputSql } from "../../../plan/output.ts";
import type { Plan } from "../../../plan/plan.ts";
import { texts } from "../../../plan/sql.ts";
import { typedSql } from "../../../plan/typed.ts";
import { PLACES_SQL } from "../../input/input.ts";
import { csvSplitter } from "../../split/csv-rows.ts";
import { jsonSplitter } from "../../split/json-rows.ts";
import type { Block, BlockSink } from "../../split/sink.ts";
import { TextSink } from "../../split/sink.ts";
import { KernelSink } from "../sink.ts";

export const KEY = Buffer.from("a secret");

export interface Split {
  blocks: Block[];
  malformed: string | undefined;
  rows: number | undefined;
  ignored: readonly string[];
}

/** Where the paths lead: a folder, and the database that reads what lies there. */
export interface Ground {
  readonly folder: string;
  readonly connection: DuckDBConnection;
}

/** The blocks and malformed records that a sink makes of `content`, given in chunks of these sizes over and over. */
export function split(
  { folder }: Ground,
  plan: Plan,
  content: string,
  chunks: readonly number[],
  kernel: boolean,
  isLarge: boolean,
): Split {
  const place = mkdtempSync(join(folder, "split-"));
  const nullable = plan.dataset.source.format !== "csv";
  let sink: KernelSink | TextSink | undefined;
  let ignored: readonly string[] = [];
  const open = (match: { fields: number[]; ignored: string[] }): KernelSink | TextSink => {
    const present = match.fields.map((field) => field >= 0);
    ignored = match.ignored;
    sink = kernel
      ? new KernelSink(place, plan, {
          present,
          tokenKeys: new Map([[1, KEY]]),
          isLarge,
          partBytes: Number.POSITIVE_INFINITY,
          textBytes: 16 * content.length,
          nullable,
        })
      : new TextSink(place, plan.columns.length);
    return sink;
  };
  const splitter = nullable ? jsonSplitter(plan, open) : csvSplitter(plan, open);
  const bytes = Buffer.from(content);
  const blocks: Block[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = chunks[turn % chunks.length] as number;
    splitter.write(bytes.subarray(at, at + size));
    at += size;
  }
  splitter.end();
  const made = sink as BlockSink | undefined;
  blocks.push(...(made?.endBlocks() ?? []));
  return { blocks, malformed: made?.malformedFile.close(), rows: made?.rows, ignored };
}

/** Each row's place, whether it breaks a rule, its values and partitions, and the malformed records, in the file's order. */
export async function outcome(
  { connection }: Ground,
  plan: Plan,
  { blocks, malformed }: Pick<Split, "blocks" | "malformed">,
): Promise<{ rows: unknown[][]; faults: unknown[][] }> {
  const rows: unknown[][] = [];
  for (const { path, shortcuts, partition } of blocks) {
    const source = `SELECT * FROM read_parquet([${texts([path])}])`;
    const typed = typedSql(plan, source, PLACES_SQL, shortcuts);
    const output = outputSql(plan, typed, shortcuts, new Map(), true);
    const broken = brokenSql(plan.faults, shortcuts.judged);
    const placed = `SELECT *, coalesce(${broken}, false) AS broken FROM (${typed}) POSITIONAL JOIN (${output})`;
    const columns = [
      ...PLACES_SQL,
      "broken",
      ...plan.columns.map(({ column }) => `"${column.name}"`),
      ...plan.partitions.map(({ name }) => `"${name}"`),
    ];
    const reader = await connection.runAndReadAll(
      `SELECT ${columns.map((name) => `${name}::VARCHAR`).join(", ")} FROM (${placed})`,
    );
    const read = reader.getRows() as unknown[][];
    if (partition !== undefined) for (const row of read) expect(row.at(-1)).toBe(partition);
    rows.push(...read);
  }
  const faults = malformed
    ? (await connection.runAndReadAll(`SELECT * FROM read_parquet(${texts([malformed])})`)).getRowsJson()
    : [];
  return { rows: rows.sort((a, b) => Number(a[0]) - Number(b[0])), faults };
}

/** Holds the kernel's outcome to that of the exact path. */
export async function same(
  ground: Ground,
  plan: Plan,
  content: string,
  chunks: readonly number[],
  byPartition = false,
): Promise<void> {
  const exact = split(ground, plan, content, [1 << 20], false, false);
  const fast = split(ground, plan, content, chunks, true, byPartition);
  expect({ rows: fast.rows, ignored: fast.ignored }).toEqual({ rows: exact.rows, ignored: exact.ignored });
  expect(await outcome(ground, plan, fast)).toEqual(await outcome(ground, plan, exact));
}
