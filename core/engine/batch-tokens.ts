// Tokens that SQL cannot make (ff1, vault): each distinct value of a batch leaves DuckDB once, thousands at a time, and a
// file of values and their tokens is joined back. Rows stay where they are.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { PlannedColumn } from "../plan/columns.ts";
import type { BatchTokens } from "../plan/output.ts";
import { anyOf } from "../plan/sql.ts";
import { textSql } from "../tokens/methods.ts";
import { tokenizerOf } from "../tokens/tokenizer.ts";
import { BlockFile } from "./blocks/block-file.ts";
import { TextColumn } from "./blocks/column.ts";
import type { Run } from "./run.ts";

/** Values that a tokenizer is given at once. */
const AT_ONCE = 8192;

export interface MadeTokens {
  readonly files: BatchTokens;
  /** Removes the files. */
  release(): Promise<void>;
}

/** The tokens of all columns that need it, for the good rows of a typed relation. */
export async function makeTokens(run: Run, typed: string): Promise<MadeTokens> {
  const files = new Map<number, string>();
  const release = async (): Promise<void> => {
    for (const path of files.values()) await rm(path, { force: true });
  };
  try {
    for (const planned of run.plan.batchTokens) {
      const path = join(run.work, `tokens-${planned.index}.parquet`);
      files.set(planned.index, path);
      await makeFile(run, planned, typed, path);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { files, release };
}

async function makeFile(run: Run, planned: PlannedColumn, typed: string, path: string): Promise<void> {
  const { connection, plan, request, tokens, progress } = run;
  progress("tokenize");
  const tokenizer = tokenizerOf(planned.column, tokens);
  const value = textSql(planned.type, planned.valueSql);
  // A row that is quarantined leaves nothing in a vault.
  const broken = anyOf(plan.faults.map(({ condition }) => condition));
  const distinct = `SELECT DISTINCT encode(${value}) FROM (${typed}) WHERE ${planned.valueSql} IS NOT NULL AND NOT coalesce(${broken}, false)`;
  const columns = { value: new TextColumn("value", false), token: new TextColumn("token", false) };
  await rm(path, { force: true });
  const file = new BlockFile(path, [columns.value, columns.token]);
  let waiting: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    request.signal?.throwIfAborted();
    const texts = waiting.map((bytes) =>
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"),
    );
    const made = await tokenizer.tokens(texts);
    for (const [at, bytes] of waiting.entries()) {
      const token = made[at];
      // What the rules let pass has a token; SQL refuses to write a value without one.
      if (token === undefined) continue;
      const text = Buffer.from(token, "utf8");
      columns.value.append(bytes, 0, bytes.length);
      columns.token.append(text, 0, text.length);
      file.endRow(bytes.length + text.length + 8);
    }
    waiting = [];
  };
  try {
    const result = await connection.stream(distinct);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      const vector = chunk.getColumnVector(0);
      for (let row = 0; row < chunk.rowCount; row++)
        waiting.push((vector.getItem(row) as { bytes: Uint8Array }).bytes);
      if (waiting.length >= AT_ONCE) await flush();
    }
    if (waiting.length > 0) await flush();
    file.close();
  } catch (error) {
    file.abandon();
    throw error;
  }
}
