// One measured import, in a process of its own so that its peak memory is its own. Prints JSON.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { importFile } from "../core/engine/index.ts";
import { ordersContract } from "./orders.ts";

export type Job = "raw" | "import" | "import+hmac";
export interface Measured {
  seconds: number;
  /** User and system time of the process. */
  cpuSeconds: number;
  peakMib: number;
  rowsIn: number;
  rowsQuarantined: number;
}

async function raw(file: string, folder: string, threads: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`SET threads = ${threads}`);
  await connection.run("SET memory_limit = '512MB'");
  await connection.run("SET preserve_insertion_order = false");
  const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
  await connection.run(
    `COPY (FROM read_csv(${quoted(file)})) TO ${quoted(join(folder, "raw.parquet"))} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

const [job, file, folder, threadsText] = process.argv.slice(2) as [Job, string, string, string];
const threads = Number(threadsText);
const started = performance.now();
const result =
  job === "raw"
    ? await raw(file, folder, threads)
    : await importFile({
        contract: ordersContract(job === "import+hmac"),
        dataset: "orders",
        file,
        name: "orders.csv",
        runId: "bench",
        out: join(folder, "out"),
        scratch: join(folder, "scratch"),
        tokenKey: Buffer.from("bench"),
        threads,
      });
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
// Linux only; elsewhere the memory column stays empty.
const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
const measured: Measured = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  peakMib: Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024,
  rowsIn: result?.rowsIn ?? 0,
  rowsQuarantined: result?.rowsQuarantined ?? 0,
};
console.log(JSON.stringify(measured));
