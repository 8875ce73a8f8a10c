// The import's speed and memory, side by side with plain DuckDB (the file to Parquet, nothing checked), and with polars and
// pandas that do the same job by their own means.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINE_PROCESS } from "../../core/environment/engine-process.ts";
import { bundleEntry } from "../../handlers/build/bundle.ts";
import { ROOT } from "../../handlers/build/packages.ts";
import { LAMBDA } from "../prices.ts";
import { quantile } from "../quantile.ts";
import { report } from "../report.ts";
import { type Format, oddFile, ordersFile } from "./files.ts";
import type { Job, Measured } from "./job.ts";
import type { Shape } from "./odd.ts";

const JOBS: readonly { label: string; format: Format; hmac?: boolean; key?: boolean; shape?: Shape }[] = [
  { label: "CSV", format: "csv" },
  { label: "CSV, two HMAC columns", format: "csv", hmac: true },
  { label: "CSV, two HMAC columns and a key", format: "csv", hmac: true, key: true },
  { label: "gzip CSV", format: "csv.gz" },
  { label: "NDJSON", format: "ndjson" },
  { label: "JSON array", format: "json" },
  { label: "Parquet", format: "parquet" },
  { label: "CSV of 3,000 columns", format: "csv", shape: "wide" },
  { label: "CSV, records of 15 MB", format: "csv", shape: "long" },
  { label: "CSV, a million rows of nine bytes", format: "csv", shape: "short" },
];

type Doer = "DuckDB" | "import" | "polars" | "pandas";

export interface ImportBench {
  /** Of the file as CSV. */
  megabytes: number;
  /** Each job is run so often, all of them by turns; medians count. */
  runs: number;
  /** A Python that has polars, pandas and pyarrow; without one these are left out. */
  python: string | undefined;
  /** Of the table's rows only those whose names it matches; all where absent. */
  row: RegExp | undefined;
}

export async function benchImport({ megabytes, runs, python, row }: ImportBench): Promise<void> {
  const all: Doer[] = ["DuckDB", "import", ...(python ? (["polars", "pandas"] as const) : [])];
  const rows: Record<string, object> = {};
  const scripts = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  try {
    const script = await bundledJob(scripts);
    for (const { label, format, hmac = false, key = false, shape } of JOBS) {
      const named = [1, 2].map((threads) => ({
        threads,
        name: `${label}, ${threads} thread${threads > 1 ? "s" : ""}`,
      }));
      const wanted = named.filter(({ name }) => !row || row.test(name));
      if (wanted.length === 0) continue;
      const { path, bytes } = shape ? oddFile(shape, megabytes) : await ordersFile(format, megabytes);
      // What the others do is written out for the orders.
      const doers = shape ? all.slice(0, 2) : all;
      for (const { threads, name } of wanted) {
        const measured = new Map<Doer, Measured[]>(doers.map((doer) => [doer, []]));
        for (let run = 1; run <= runs; run++)
          for (const doer of doers) {
            console.error(`${name}, ${doer}, run ${run} of ${runs} …`);
            const raw = doer === "DuckDB";
            const job = { file: path, format, hmac, key, threads, raw, ...(shape && { shape }) };
            const one = measure(doer, script, job, python);
            if (one) {
              measured.get(doer)?.push(one);
              console.error(
                `  ${one.seconds.toFixed(2)} s, ${one.cpuSeconds.toFixed(2)} s of processor time, ${Math.round(one.peakMib)} MiB`,
              );
            } else if (doer === "import")
              throw new Error(`The import of ${path} failed with ${threads} threads.`);
            else console.error("  It failed; the row goes without it.");
          }
        const medians = new Map<Doer, Measured>();
        for (const [doer, all] of measured) if (all.length > 0) medians.set(doer, medianOf(all));
        rows[name] = figures(medians, bytes, threads);
      }
    }
  } finally {
    rmSync(scripts, { recursive: true, force: true });
  }
  report(
    `import of orders, ${megabytes} MB as CSV, ten columns, and of odd files (medians of ${runs})`,
    rows,
  );
}

/** The job as one file, as what is deployed is: a checkout's sources take most of a second to be read. */
async function bundledJob(folder: string): Promise<string> {
  const [bundle] = (await bundleEntry(join("bench", "imports", "job.ts"))).files;
  const path = join(folder, "job.cjs");
  writeFileSync(path, bundle?.content ?? "");
  return path;
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

/** `undefined` where it failed: DuckDB alone, for one, runs out of its 512 MB with 3,000 columns. */
function measure(
  doer: Doer,
  bundledScript: string,
  job: Omit<Job, "folder">,
  python: string | undefined,
): Measured | undefined {
  const folder = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  mkdirSync(join(folder, "out"));
  const isPeer = doer === "polars" || doer === "pandas";
  const given = JSON.stringify({ ...job, folder, ...(isPeer && { peer: doer }) });
  try {
    const script = isPeer ? join(import.meta.dirname, "peers.py") : bundledScript;
    const child = spawnSync(isPeer ? (python ?? "python3") : process.execPath, [script, given], {
      encoding: "utf8",
      env: { ...ENGINE_PROCESS, ...process.env, NODE_PATH: join(ROOT, "node_modules") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    return child.status === 0 ? (JSON.parse(child.stdout) as Measured) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
