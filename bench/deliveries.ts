// What the deliver function does with a run's rows before SNS has them: Parquet to JSON, and the cut into messages.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { roomFor } from "../core/delivery/message.ts";
import { cut } from "../core/delivery/parts.ts";
import { RowReader } from "../core/delivery/rows.ts";
import { report } from "./report.ts";

/** As the function has them by default. */
const LIMITS = { threads: 1, memoryLimitMb: 624 };
const MIB = 1024 * 1024;

export async function benchDeliveries({ rows }: { rows: number }): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "headrace-bench-deliveries-"));
  const folder = join(scratch, "rows");
  mkdirSync(folder);
  const reader = await RowReader.open(scratch, LIMITS);
  try {
    const path = join(scratch, "orders.parquet");
    await writeParquet(path, rows);
    const begun = performance.now();
    async function* files() {
      yield { path };
    }
    const written = await reader.write({ files: files(), types: new Map(), folder });
    const read = (performance.now() - begun) / 1000;
    const head = {
      schemaVersion: written.schemaVersion,
      runId: "0".repeat(32),
      source: { kind: "dataset", name: "orders" },
    } as const;
    const room = roomFor(head, "orders", "0".repeat(12));
    const cutting = performance.now();
    const parts = await cut(written.path, { room, most: Number.MAX_SAFE_INTEGER });
    const took = (performance.now() - cutting) / 1000;
    const rate = (seconds: number) => ({
      "rows/s": Math.round(rows / seconds),
      "MiB/s of JSON": Math.round(written.bytes / MIB / seconds),
    });
    const resident = Math.round(process.resourceUsage().maxRSS / 1024);
    report(`deliveries, at most ${resident} MiB resident`, {
      "Parquet to JSON, on one thread": rate(read),
      [`cut into ${parts.length} messages`]: rate(took),
    });
  } finally {
    reader.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function writeParquet(path: string, rows: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (
    SELECT i AS order_id, hash(i) % 200000 AS customer_id, sha256(i::VARCHAR) AS email,
      ((hash(i * 7) % 1000000) / 100)::DECIMAL(12,2) AS amount, 'GBP' AS currency,
      TIMESTAMP '2024-01-01' + to_seconds(i) AS ordered_at, 'note ' || hash(i) % 1000000 AS note
    FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}
