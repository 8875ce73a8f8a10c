// Tokens that SQL cannot make (ff1, vault): each distinct value of a batch leaves DuckDB once, thousands are tokenized at a
// time, and a file of values and their tokens is joined back. Rows stay where they are.
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { PlannedColumn } from "../plan/columns.ts";
import { brokenSql, type Judged } from "../plan/faults.ts";
import type { BatchTokens } from "../plan/output.ts";
import { text } from "../plan/sql.ts";
import { textSql } from "../tokens/methods.ts";
import { tokenizerOf } from "../tokens/tokenizer.ts";
import { BlockFile } from "./blocks/block-file.ts";
import { TextColumn } from "./blocks/column.ts";
import type { Run } from "./run.ts";

/** Values that a tokenizer is given at once. */
const AT_ONCE = 8192;
/** Bytes that a UTF-16 unit takes at most. */
const UTF8_BYTES = 3;
const MARK = "=";

export interface TokenFiles {
  readonly files: BatchTokens;
  /** Removes the files. */
  release(): Promise<void>;
}

/** Batches may be tokenized side by side, each in files of its own. */
let batches = 0;

/** The tokens of all columns that need it, for the good rows of a typed relation. */
export async function makeTokens(run: Run, typed: string, judged: Judged | undefined): Promise<TokenFiles> {
  const batch = batches++;
  const files = new Map<number, string>();
  const release = async (): Promise<void> => {
    for (const path of files.values()) await rm(path, { force: true });
  };
  try {
    for (const planned of run.plan.batchTokens) {
      const path = join(run.work, `tokens-${batch}-${planned.index}.parquet`);
      files.set(planned.index, path);
      await makeFile(run, planned, typed, judged, path);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { files, release };
}

async function makeFile(
  run: Run,
  planned: PlannedColumn,
  typed: string,
  judged: Judged | undefined,
  path: string,
): Promise<void> {
  run.progress("tokenize");
  const list = `${path}.values`;
  const tokenizer = tokenizerOf(planned.column, run.tokens);
  await writeValues(run, planned, typed, judged, list);
  const columns = { value: new TextColumn("value", false), token: new TextColumn("token", false) };
  await rm(path, { force: true });
  const file = new BlockFile(path, [columns.value, columns.token]);
  let scratch = Buffer.alloc(1 << 16);
  const append = (column: TextColumn, value: string): number => {
    const most = value.length * UTF8_BYTES;
    if (scratch.length < most) scratch = Buffer.alloc(2 * most);
    const bytes = scratch.write(value, "utf8");
    column.append(scratch, 0, bytes);
    return bytes + 4;
  };
  try {
    for await (const values of readValues(list)) {
      run.request.signal?.throwIfAborted();
      const tokens = await tokenizer.tokens(values);
      for (const [at, value] of values.entries()) {
        const token = tokens[at];
        // What the rules let pass has a token; SQL refuses to write a value without one.
        if (token !== undefined) file.endRow(append(columns.value, value) + append(columns.token, token));
      }
    }
    file.close();
  } catch (error) {
    file.abandon();
    throw error;
  } finally {
    await rm(list, { force: true });
  }
}

/**
 * Writes the distinct values of good rows, a line each. By way of a file, since a value that DuckDB hands over by itself
 * takes memory outside of JavaScript's own until that is short: 150 MiB for a few million. In base64, so that a line is a value
 * whatever is in it, behind a mark, so that none is empty.
 */
async function writeValues(
  { connection, plan }: Run,
  planned: PlannedColumn,
  typed: string,
  judged: Judged | undefined,
  list: string,
): Promise<void> {
  const value = textSql(planned.type, planned.valueSql);
  // A row that is quarantined leaves nothing in a vault.
  const broken = brokenSql(plan.faults, judged);
  const distinct = `SELECT DISTINCT ${value} AS value FROM (${typed}) WHERE ${planned.valueSql} IS NOT NULL AND NOT coalesce(${broken}, false)`;
  await connection.run(
    `COPY (SELECT '${MARK}' || to_base64(encode(value)) FROM (${distinct})) TO ${text(list)} (FORMAT csv, HEADER false)`,
  );
}

async function* readValues(list: string): AsyncGenerator<string[]> {
  let values: string[] = [];
  for await (const line of createInterface({ input: createReadStream(list, { highWaterMark: 1 << 20 }) })) {
    values.push(Buffer.from(line.slice(MARK.length), "base64").toString("utf8"));
    if (values.length < AT_ONCE) continue;
    yield values;
    values = [];
  }
  if (values.length > 0) yield values;
}
