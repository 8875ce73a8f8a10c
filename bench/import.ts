// The import's speed and memory, beside the same file through DuckDB alone (CSV to Parquet, nothing checked).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { ENGINE_PROCESS } from "../core/environment/engine-process.ts";
import type { Job, Measured } from "./import-job.ts";
import { writeOrders } from "./orders.ts";

const JOBS: readonly { job: Job; label: string }[] = [
  { job: "raw", label: "DuckDB alone: CSV to Parquet" },
  { job: "import", label: "import: clean, check, partition" },
  { job: "import+hmac", label: "the same with two HMAC columns" },
];
const MIB = 1 << 20;

export interface ImportBench {
  megabytes: number;
  /** Each job is run so often; the fastest counts. */
  runs: number;
}

export async function benchImport({ megabytes, runs }: ImportBench): Promise<void> {
  const file = join(tmpdir(), `headrace-bench-${megabytes}.csv`);
  if (!existsSync(file)) {
    console.error(`Writing ${megabytes} MB to ${file} …`);
    await writeOrders(`${file}.part`, megabytes * 1e6);
    renameSync(`${file}.part`, file);
  }
  const bytes = statSync(file).size;
  const table = new Table({
    head: ["job", "threads", "seconds", "MB/s", "of DuckDB alone", "CPU s", "peak MiB"],
  });
  for (const threads of [1, 2]) {
    let reference = Number.NaN;
    for (const { job, label } of JOBS) {
      const best = fastest(job, file, threads, runs);
      if (job === "raw") reference = best.seconds;
      table.push([
        label,
        threads,
        best.seconds.toFixed(2),
        (bytes / 1e6 / best.seconds).toFixed(0),
        (reference / best.seconds).toFixed(2),
        best.cpuSeconds.toFixed(1),
        best.peakMib.toFixed(0),
      ]);
    }
  }
  console.log(`Import of ${(bytes / MIB).toFixed(0)} MiB of CSV, 10 columns`);
  console.log(table.toString());
}

function fastest(job: Job, file: string, threads: number, runs: number): Measured {
  const measured = Array.from({ length: runs }, (_, at) => {
    console.error(`${job}, ${threads} thread${threads > 1 ? "s" : ""}, run ${at + 1} of ${runs} …`);
    return measure(job, file, threads);
  });
  return measured.reduce((best, one) => (one.seconds < best.seconds ? one : best));
}

function measure(job: Job, file: string, threads: number): Measured {
  const folder = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  mkdirSync(join(folder, "out"));
  try {
    const script = join(import.meta.dirname, "import-job.ts");
    const child = spawnSync(process.execPath, [script, job, file, folder, String(threads)], {
      encoding: "utf8",
      env: { ...ENGINE_PROCESS, ...process.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (child.status !== 0) throw new Error(`${job} with ${threads} threads failed`);
    return JSON.parse(child.stdout) as Measured;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
