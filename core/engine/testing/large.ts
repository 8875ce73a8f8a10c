// For tests: a file that is split in a thread while its first blocks are written, imports of it, and all that is to be seen of them.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "@jest/globals";
import { validateContract } from "../../contract/index.ts";
import { rowsOf } from "../answers.ts";
import { importFile } from "../index.ts";
import { LARGE_BYTES } from "../split/split-file.ts";
import type { ImportRequest, ImportResult } from "../types.ts";

export const ROWS = 420_000;
const DAYS = 50;
export const columns = [
  { name: "id", type: "bigint", required: true },
  { name: "at", type: "timestamp" },
  { name: "mail", type: "string", clean: ["trim", "lower"], pattern: "@", tokenize: "hmac" },
  { name: "amount", type: "decimal(10,2)", min: 0 },
  { name: "note", type: "string" },
];

/** Lines in the order of time, but for a few; some with faults, offsets, quotes, and one that is no record. */
export function line(at: number): string {
  const day = Math.floor((at * DAYS) / ROWS);
  const place = at % 5000 === 17 ? 0 : day;
  const when = new Date(Date.UTC(2024, 0, 1 + place, at % 24, at % 60)).toISOString().slice(0, 19);
  const zone = at % 3000 === 5 ? "+02:00" : "";
  const mail = at % 1000 === 3 ? "nobody" : ` User${at % 977}@Example.org`;
  const amount = at % 1000 === 4 ? "-1" : `${at % 10_000}.${String(at % 100).padStart(2, "0")}`;
  if (at === 200_000) return `${at},"x" y,a,1,b`;
  const id = at % 7 === 0 && at > 0 ? at - (at % 2 === 0 ? 0 : 1) : at;
  return `${id},${when}${zone},${mail},${amount},"note ""${at % 13}"", a longer text to make the file large"`;
}

export interface Ran {
  result: ImportResult;
  out: string;
}

/** The file, in a folder of its own. */
export class LargeFile {
  readonly folder = mkdtempSync(join(tmpdir(), "headrace-large-"));
  readonly file = join(this.folder, "rows.csv");
  readonly text = `id,at,mail,amount,note\n${Array.from({ length: ROWS }, (_, at) => line(at)).join("\n")}\n`;
  #runs = 0;

  constructor() {
    expect(this.text.length).toBeGreaterThan(LARGE_BYTES);
    writeFileSync(this.file, this.text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Imports it, or another file. */
  async run(
    dataset: object,
    threads: number,
    file = this.file,
    { others, ...options }: Partial<ImportRequest> & { others?: object } = {},
  ): Promise<Ran> {
    const out = join(this.folder, `out-${this.#runs++}`);
    const result = await importFile({
      contract: validateContract(
        { version: 1, name: "test", datasets: { ...others, rows: { columns, ...dataset } } },
        { file: "t" },
      ),
      dataset: "rows",
      file,
      name: "rows.csv",
      runId: "run",
      tokenKey: Buffer.from("a secret"),
      out,
      scratch: join(this.folder, "scratch"),
      threads,
      ...options,
    });
    return { result, out };
  }

  /** Files by name, the rows of all of them in one order, and their and the quarantine's bytes. */
  async seen({ result, out }: Ran): Promise<unknown> {
    const { seconds: _, ...rest } = result;
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    try {
      const rows = await rowsOf(
        connection,
        `SELECT substr(filename, ${out.length + 2}), count(*)::INT, sum(hash(id, "at", mail, amount, note))::VARCHAR FROM read_parquet('${out}/curated/**/*.parquet', filename = true, hive_partitioning = false) GROUP BY ALL ORDER BY ALL`,
      );
      const contents = result.curated.map(({ path, bytes }) => {
        const content = readFileSync(join(out, path));
        expect(content.length).toBe(bytes);
        return createHash("sha256").update(content).digest("hex");
      });
      const [quarantine] = result.quarantine;
      return {
        ...rest,
        contents,
        rows,
        quarantined:
          quarantine &&
          createHash("sha256")
            .update(readFileSync(join(out, quarantine.path)))
            .digest("hex"),
      };
    } finally {
      connection.closeSync();
    }
  }
}
