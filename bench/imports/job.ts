// One measured job, in a process of its own so that its time and its peak memory are its own. It is bundled, as the functions are that
// are deployed. Prints JSON.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { importFile } from "../../core/engine/index.ts";
import type { Format } from "./files.ts";
import { oddContract, type Shape } from "./odd.ts";
import { type OrdersOptions, ordersContract } from "./orders.ts";

export interface Measured {
  seconds: number;
  /** User and system time of the whole process. */
  cpuSeconds: number;
  peakMib: number;
}

/** What the process is given. */
export interface Job extends OrdersOptions {
  /** DuckDB alone: the file to Parquet, nothing checked. */
  raw: boolean;
  /** Of another file than the orders. */
  shape?: Shape;
  file: string;
  format: Format;
  folder: string;
  threads: number;
}

const READ = { csv: "read_csv", ndjson: "read_json", json: "read_json", parquet: "read_parquet" } as const;

/** DuckDB takes lines of two megabytes unless it is told otherwise. */
const LONG_LINES = ", max_line_size = 20000000";

async function raw({ shape, file, format, folder, threads }: Job): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`SET threads = ${threads}`);
  await connection.run("SET memory_limit = '512MB'");
  await connection.run("SET preserve_insertion_order = false");
  const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
  await connection.run(
    `COPY (FROM ${READ[format === "csv.gz" ? "csv" : format]}(${quoted(file)}${shape === "long" ? LONG_LINES : ""})) TO ${quoted(join(folder, "raw.parquet"))} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

async function imported(job: Job): Promise<void> {
  await importFile({
    contract: job.shape ? oddContract(job.shape) : ordersContract(job),
    dataset: "orders",
    file: job.file,
    name: "orders",
    runId: "bench",
    out: join(job.folder, "out"),
    scratch: join(job.folder, "scratch"),
    tokenKey: Buffer.from("bench"),
    threads: job.threads,
  });
}

async function main(): Promise<void> {
  const job = JSON.parse(process.argv[2] ?? "") as Job;
  const started = performance.now();
  await (job.raw ? raw(job) : imported(job));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  // Linux only; elsewhere the memory column stays empty.
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
  const measured: Measured = {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMib: Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024,
  };
  console.log(JSON.stringify(measured));
}

void main();
