// The import's speed and memory, side by side with plain DuckDB (the file to Parquet, nothing checked), and with polars and
// pandas that do the same job by their own means.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINE_PROCESS } from "../../core/environment/engine-process.ts";
import { LAMBDA } from "../prices.ts";
import { quantile } from "../quantile.ts";
import { report } from "../report.ts";
import { type Format, ordersFile } from "./files.ts";
import type { Job, Measured } from "./job.ts";

const JOBS: readonly { label: string; format: Format; hmac?: boolean; key?: boolean }[] = [
  { label: "CSV", format: "csv" },
  { label: "CSV, two HMAC columns", format: "csv", hmac: true },
  { label: "CSV, two HMAC columns and a key", format: "csv", hmac: true, key: true },
  { label: "gzip CSV", format: "csv.gz" },
  { label: "NDJSON", format: "ndjson" },
  { label: "JSON array", format: "json" },
  { label: "Parquet", format: "parquet" },
];

type Doer = "DuckDB" | "import" | "polars" | "pandas";

export interface ImportBench {
  /** Of the file as CSV. */
  megabytes: number;
  /** Each job is run so often, all of them by turns; medians count. */
  runs: number;
  /** A Python that has polars, pandas and pyarrow; without one these are left out. */
  python: string | undefined;
}

export async function benchImport({ megabytes, runs, python }: ImportBench): Promise<void> {
  const doers: Doer[] = ["DuckDB", "import", ...(python ? (["polars", "pandas"] as const) : [])];
  const rows: Record<string, object> = {};
  for (const { label, format, hmac = false, key = false } of JOBS) {
    const { path, bytes } = await ordersFile(format, megabytes);
    for (const threads of [1, 2]) {
      const measured = new Map<Doer, Measured[]>(doers.map((doer) => [doer, []]));
      for (let run = 1; run <= runs; run++)
        for (const doer of doers) {
          console.error(
            `${label}, ${threads} thread${threads > 1 ? "s" : ""}, ${doer}, run ${run} of ${runs} …`,
          );
          const job = { file: path, format, hmac, key, threads, raw: doer === "DuckDB" };
          measured.get(doer)?.push(measure(doer, job, python));
        }
      const medians = new Map(doers.map((doer) => [doer, medianOf(measured.get(doer) ?? [])]));
      rows[`${label}, ${threads} thread${threads > 1 ? "s" : ""}`] = figures(medians, bytes, threads);
    }
  }
  report(`import of orders, ${megabytes} MB as CSV, ten columns (medians of ${runs})`, rows);
}

function figures(medians: ReadonlyMap<Doer, Measured>, bytes: number, threads: number): object {
  const own = medians.get("import") as Measured;
  const times = (doer: Doer, of: "seconds" | "cpuSeconds"): string | undefined => {
    const other = medians.get(doer);
    return other && (other[of] / own[of]).toFixed(2);
  };
  const gb = (threads * LAMBDA.mbPerCore) / 1024;
  return {
    "MB/s": Math.round(bytes / 1e6 / own.seconds),
    "CPU s": own.cpuSeconds.toFixed(1),
    "peak MiB": Math.round(own.peakMib),
    "of DuckDB": times("DuckDB", "seconds"),
    "of its CPU": times("DuckDB", "cpuSeconds"),
    "times polars": times("polars", "seconds"),
    "its MiB": rounded(medians.get("polars")?.peakMib),
    "times pandas": times("pandas", "seconds"),
    "its MiB ": rounded(medians.get("pandas")?.peakMib),
    "$ per TB": ((own.seconds / bytes) * 1e12 * gb * LAMBDA.dollarsPerGbSecond).toFixed(2),
  };
}

const rounded = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value);

function medianOf(all: readonly Measured[]): Measured {
  const of = (key: keyof Measured): number =>
    quantile(
      all.map((one) => one[key]),
      0.5,
    );
  return { seconds: of("seconds"), cpuSeconds: of("cpuSeconds"), peakMib: of("peakMib") };
}

function measure(doer: Doer, job: Omit<Job, "folder">, python: string | undefined): Measured {
  const folder = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  mkdirSync(join(folder, "out"));
  const isPeer = doer === "polars" || doer === "pandas";
  const given = JSON.stringify({ ...job, folder, ...(isPeer && { peer: doer }) });
  try {
    const script = join(import.meta.dirname, isPeer ? "peers.py" : "job.ts");
    const child = spawnSync(isPeer ? (python ?? "python3") : process.execPath, [script, given], {
      encoding: "utf8",
      env: { ...ENGINE_PROCESS, ...process.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (child.status !== 0) throw new Error(`${doer} failed at ${job.file} with ${job.threads} threads`);
    return JSON.parse(child.stdout) as Measured;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
