// Good rows → partitioned Parquet files under their final names.
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { outputSql } from "../plan/plan.ts";
import { identifier, text } from "../plan/sql.ts";
import { judgedSql } from "./judge.ts";
import type { Run } from "./run.ts";
import type { CuratedFile } from "./types.ts";

/** A row of COPY's RETURN_STATS. */
interface StatsRow {
  filename: string;
  count: string;
  file_size_bytes: string;
  partition_keys: { key: string; value: string | null }[] | null;
}

const NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

export class CuratedWriter {
  readonly files: CuratedFile[] = [];
  readonly #run: Run;
  readonly #staging: string;
  readonly #counters = new Map<string, number>();
  #batches = 0;

  constructor(run: Run) {
    this.#run = run;
    this.#staging = join(run.request.out, `.headrace-${run.request.runId}`);
  }

  /** Writes the rows of `source` that are not in `bad`; returns how many. */
  async write(source: string): Promise<number> {
    const { plan, connection } = this.#run;
    const folder = join(this.#staging, String(this.#batches++));
    await mkdir(folder, { recursive: true });
    const good = `SELECT * FROM (${judgedSql(plan, source)}) typed WHERE NOT EXISTS (SELECT 1 FROM bad WHERE bad."row" = typed."row")`;
    const names = plan.partitions.map(({ name }) => identifier(name));
    const target = names.length > 0 ? folder : join(folder, "0.parquet");
    const options = ["FORMAT parquet", "COMPRESSION zstd", "RETURN_STATS true"];
    if (names.length > 0) options.push(`PARTITION_BY (${names.join(", ")})`);
    const reader = await connection.runAndReadAll(
      `COPY (${outputSql(plan, good)}) TO ${text(target)} (${options.join(", ")})`,
    );
    let rows = 0;
    for (const written of reader.getRowObjectsJson() as unknown as StatsRow[]) {
      const file = await this.#publish(folder, written);
      if (file) rows += file.rows;
    }
    return rows;
  }

  /** Takes back what was written, for a file that is rejected after all. */
  async discard(): Promise<void> {
    for (const { path } of this.files.splice(0)) await rm(join(this.#run.request.out, path), { force: true });
  }

  /** Removes the staging folder. */
  async close(): Promise<void> {
    await rm(this.#staging, { recursive: true, force: true });
  }

  async #publish(folder: string, written: StatsRow): Promise<CuratedFile | undefined> {
    const rows = Number(written.count);
    if (rows === 0) return undefined;
    const { dataset, out, runId } = this.#run.request;
    const within = dirname(written.filename)
      .slice(folder.length + 1)
      .replaceAll("\\", "/");
    const at = this.#counters.get(within) ?? 0;
    this.#counters.set(within, at + 1);
    const path = [
      "curated",
      dataset,
      ...(within ? [within] : []),
      `${runId}-${String(at).padStart(4, "0")}.parquet`,
    ].join("/");
    await mkdir(dirname(join(out, path)), { recursive: true });
    await rename(written.filename, join(out, path));
    const keys = new Map((written.partition_keys ?? []).map(({ key, value }) => [key, value]));
    const partition = Object.fromEntries(
      this.#run.plan.partitions.map(({ name }) => [name, keys.get(name) ?? NULL_PARTITION]),
    );
    const file = { path, partition, rows, bytes: Number(written.file_size_bytes) };
    this.files.push(file);
    return file;
  }
}
