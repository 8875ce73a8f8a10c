// Hashes of all rows' keys, taken batch by batch while a file is read, so that at its end only they are looked at.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "../../plan/sql.ts";
import { typedSql } from "../../plan/typed.ts";
import type { Batch } from "../input/input.ts";
import type { Run } from "../run.ts";

/** A SELECT of hashes, as h, each with the "start" of its row. */
interface Hashes {
  readonly sql: string;
  readonly rows: number;
}

export class KeyHashes {
  /** Of each batch, in no order. */
  readonly all: Hashes[] = [];
  readonly #run: Run;
  #files = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Takes the keys of a batch: on one of several lanes now, else when they are asked for. */
  async add(batch: Batch): Promise<void> {
    const { lanes, plan, work } = this.#run;
    const { rows, shortcuts } = batch;
    // Only the columns of the key are planned: nothing is asked of the others.
    const { tokens: _, judged: __, ...others } = shortcuts;
    const typed = typedSql({ ...plan, columns: plan.key }, batch.sql, ['"start"'], others);
    const sql = `SELECT ${keyHash(this.#run)} AS h, "start" FROM (${typed})`;
    if (lanes.size === 1) {
      this.all.push({ sql, rows });
      return;
    }
    const folder = join(work, "keys");
    const path = join(folder, `${this.#files++}.parquet`);
    await mkdir(folder, { recursive: true });
    await lanes.run(false, (connection) =>
      connection.run(`COPY (${sql}) TO ${text(path)} (FORMAT parquet, COMPRESSION lz4_raw)`),
    );
    this.all.push({ sql: `SELECT * FROM read_parquet(${text(path)})`, rows });
  }
}

/** SQL of the hash of a row's key, over its values. */
export const keyHash = ({ plan }: Run): string => `hash(${keysOf(plan.key)})`;

/** SQL of a key's values. */
export const keysOf = (key: Run["plan"]["key"]): string => key.map(({ valueSql }) => valueSql).join(", ");
