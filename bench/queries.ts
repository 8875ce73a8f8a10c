// What a query costs in the local Athena and the local Redshift over DuckDB alone: a select of one row, and a scan of three million.
// Processor time of this process, in which all of it runs: the engines, what stands for S3 and Glue, and the client that asks.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { DuckDBInstance } from "@duckdb/node-api";
import { PARQUET } from "../local/services/athena/statements/storage.ts";
import { TestAthena } from "../local/testing/athena.ts";
import type { FakeAws } from "../local/testing/fake-aws.ts";
import { TestWarehouse } from "../local/testing/redshift.ts";
import { quantile } from "./quantile.ts";
import { report } from "./report.ts";

const ROWS = 3_000_000;
const COLUMNS = [
  { Name: "id", Type: "bigint" },
  { Name: "kind", Type: "string" },
  { Name: "amount", Type: "decimal(12,2)" },
];
const MADE = `SELECT i::BIGINT AS id, 'k' || (i % 100) AS kind, (i % 10000 / 4)::DECIMAL(12,2) AS amount FROM range(${ROWS}) t(i)`;
const ONE = "select 1 as one, 'a' as word";
const scan = (table: string): string =>
  `select kind, count(*) as rows_of, sum(amount) as total from ${table} where id % 7 <> 0 group by kind order by kind`;
const RUNS = { one: 40, scan: 8 };

export async function benchQueries(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "headrace-bench-queries-"));
  try {
    const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const connection = await instance.connect();
    const file = join(folder, "rows.parquet");
    await connection.run(`COPY (${MADE}) TO '${file}'`);
    await connection.run(`CREATE TABLE rows AS FROM '${file}'`);
    const bare = async (sql: string): Promise<void> => {
      await connection.runAndReadAll(sql);
    };
    const athena = await TestAthena.start();
    const warehouse = await TestWarehouse.start();
    try {
      await addTable(athena.aws, file);
      await addTable(warehouse.aws, file);
      await warehouse.ok("create table rows (id bigint, kind varchar(20), amount decimal(12,2))");
      await warehouse.ok("insert into rows select id, kind, amount from lake.rows");
      const session = await warehouse.session("select 1");
      const ofAthena = async (sql: string): Promise<void> => {
        const { state, reason } = await athena.run(sql);
        if (state !== "SUCCEEDED") throw new Error(reason);
      };
      const ofRedshift = async (sql: string): Promise<void> => {
        await warehouse.ok(sql);
      };
      const inSession = async (sql: string): Promise<void> => {
        await warehouse.ok(sql, {}, session);
      };
      report(`a query, milliseconds of processor time (median); the scan is of ${ROWS} rows`, {
        "DuckDB alone, its own table": await both(bare, "rows"),
        "DuckDB alone, Parquet": await both(bare, `'${file}'`),
        "Athena, Parquet": await both(ofAthena, "rows"),
        "Redshift, its own table": await both(ofRedshift, "rows"),
        "Redshift, in a session": await both(inSession, "rows"),
        "Redshift, Spectrum": await both(ofRedshift, "lake.rows"),
      });
    } finally {
      await warehouse.close();
      await athena.close();
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addTable(aws: FakeAws, file: string): Promise<void> {
  aws.objects.set("curated/rows/rows.parquet", await readFile(file));
  const glue = new GlueClient({
    endpoint: aws.context.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const StorageDescriptor = { ...PARQUET, Columns: COLUMNS, Location: "s3://curated/rows/" };
  const TableInput = { Name: "rows", TableType: "EXTERNAL_TABLE", StorageDescriptor };
  await glue.send(new CreateTableCommand({ DatabaseName: "acme", TableInput }));
  glue.destroy();
}

async function both(run: (sql: string) => Promise<void>, table: string) {
  return {
    "one row": await median(() => run(ONE), RUNS.one),
    scan: await median(() => run(scan(table)), RUNS.scan),
  };
}

/** The median of some runs, after two that are not counted. */
async function median(run: () => Promise<void>, times: number): Promise<string> {
  const measured: number[] = [];
  for (let i = -2; i < times; i++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    if (i >= 0) measured.push((user + system) / 1000);
  }
  return quantile(measured, 0.5).toFixed(1);
}
