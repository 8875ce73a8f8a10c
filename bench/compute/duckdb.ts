// Plain DuckDB doing the job by its own means, as one would write it: from a local file to local files, with no S3 in between. Run
// as a program it does it once, in a process of its own.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { fargateHour } from "../prices.ts";
import { CORES, type Doer, type Done } from "./doer.ts";

const MEMORY_GB = 8;

export const plainDuckdb: Doer = {
  label: "plain DuckDB",
  dollarsPerHour: fargateHour({ vcpus: CORES, memoryGb: MEMORY_GB, storageGb: 100 }),
  missing: async () => undefined,
  open: async ({ path }) => ({
    close: async () => undefined,
    once: async () => {
      const started = performance.now();
      const child = spawnSync(process.execPath, [import.meta.filename, path], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });
      if (child.status !== 0) throw new Error(`plain DuckDB failed at ${path}`);
      const seconds = (performance.now() - started) / 1000;
      return { ...(JSON.parse(child.stdout) as Omit<Done, "seconds">), seconds };
    },
  }),
};

/** Column → what it is read as, from text. */
const READ = {
  order_id: "try_cast(order_id AS BIGINT)",
  customer_id: "try_cast(customer_id AS BIGINT)",
  email: "lower(trim(email))",
  phone: "phone",
  amount: "try_cast(amount AS DECIMAL(12,2))",
  currency: "currency",
  ordered_at: "try_cast(ordered_at AS TIMESTAMP)",
  quantity: "try_cast(quantity AS INTEGER)",
  note: "note",
  gift: "try_cast(gift AS BOOLEAN)",
} as const;

/** The contract's rules; what is text and no value of its type is wrong too. */
const FITS = [
  "order_id IS NOT NULL",
  "(email IS NULL OR regexp_full_match(email, '\\S+@\\S+'))",
  "(phone IS NULL OR length(phone) <= 20)",
  "(amount IS NULL OR amount >= 0)",
  "(currency IS NULL OR currency IN ('GBP', 'USD', 'EUR'))",
  "(quantity IS NULL OR quantity BETWEEN 1 AND 100)",
  ...["customer_id", "amount", "ordered_at", "quantity", "gift"].map(
    (name) => `(source.${name} IS NULL OR ${name} IS NOT NULL)`,
  ),
];
const token = (name: string) => `sha256('bench' || ${name}) AS ${name}`;

async function once(path: string): Promise<Omit<Done, "seconds">> {
  const folder = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  mkdirSync(join(folder, "spill"));
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(`SET threads = ${CORES}`);
    await connection.run(`SET memory_limit = '${MEMORY_GB - 1}GB'`);
    await connection.run(`SET temp_directory = ${quoted(join(folder, "spill"))}`);
    await connection.run("SET preserve_insertion_order = false");
    const columns = Object.entries(READ).map(([name, sql]) => `${sql} AS ${name}`);
    await connection.run(`CREATE TEMP TABLE checked AS
      SELECT * EXCLUDE (source), ${FITS.join(" AND ")} AS fits, CASE WHEN NOT fits THEN to_json(source) END AS line
      FROM (SELECT ${columns.join(", ")}, source FROM read_csv(${quoted(path)}, header = true, all_varchar = true) source)`);
    await connection.run(`COPY (
      SELECT * EXCLUDE (fits, line) REPLACE (${token("email")}, ${token("phone")}), strftime(ordered_at, '%Y-%m-%d') AS day
      FROM checked WHERE fits
    ) TO ${quoted(join(folder, "curated"))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day))`);
    await connection.run(
      `COPY (SELECT line FROM checked WHERE NOT fits) TO ${quoted(join(folder, "quarantine.ndjson"))} (FORMAT json)`,
    );
    const counted = await connection.runAndReadAll(
      "SELECT count(*) FROM checked GROUP BY fits ORDER BY fits",
    );
    const [quarantined = 0, curated = 0] = counted.getRows().map(([count]) => Number(count));
    return { curated, quarantined };
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, program, file] = process.argv;
if (program === import.meta.filename && file) console.log(JSON.stringify(await once(file)));
