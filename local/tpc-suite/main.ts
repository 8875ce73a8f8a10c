// npm run check:tpc: the queries of TPC-H and TPC-DS on both local engines against DuckDB's own answers. It needs python3 with pip,
// whose registry has DuckDB's generators. A name such as `tpcds-14` runs that query alone.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { identifier } from "../sql/tokens.ts";
import { TestAthena } from "../testing/athena.ts";
import { TestWarehouse } from "../testing/redshift.ts";
import { difference, type Row } from "./compare.ts";
import { forAthena } from "./dialects.ts";
import { loadExtensions, queries, SUITES } from "./extensions.ts";
import { generate, publish } from "./tables.ts";

const only = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "headrace-tpc-"));
const instance = await DuckDBInstance.create(":memory:", { allow_unsigned_extensions: "true" });
const connection = await instance.connect();
const athena = await TestAthena.start();
const warehouse = await TestWarehouse.start();
const failures: string[] = [];
let asked = 0;

async function judge(
  name: string,
  expected: readonly Row[],
  run: () => Promise<readonly Row[]>,
): Promise<void> {
  asked++;
  const wrong = await run().then(
    (rows) => difference(expected, rows),
    (error: Error) => error.message.split("\n")[0],
  );
  if (wrong === undefined) return;
  failures.push(name);
  console.log(`✗ ${name}: ${wrong}`);
}

try {
  await loadExtensions(connection, folder);
  const tables = await generate(connection);
  await publish(connection, tables, athena.aws, folder);
  await publish(connection, tables, warehouse.aws, folder);
  const role = "arn:aws:iam::123456789012:role/spectrum";
  for (const suite of SUITES) {
    const lake = `lake_${suite}`;
    await warehouse.ok(
      `create external schema ${lake} from data catalog database '${suite}' iam_role '${role}'`,
    );
    await warehouse.ok(`create schema ${suite}`);
    for (const table of tables[suite])
      await warehouse.ok(`create table ${suite}.${table} as select * from ${lake}.${table}`);
  }
  const session = await warehouse.session("select 1");
  // As both engines have it: integers divide to integers.
  await connection.run("SET integer_division = true");
  for (const query of await queries(connection)) {
    const name = `${query.suite}-${query.number}`;
    if (only.length > 0 && !only.includes(name)) continue;
    await connection.run(`USE ${identifier(query.suite)}`);
    const reader = await connection.runAndReadAll(query.sql);
    const expected = reader
      .getRowsJson()
      .map((row) => row.map((value) => (value === null ? null : String(value))));
    await judge(`athena ${name}`, expected, async () => {
      const { state, reason, execution } = await athena.run(forAthena(query), { database: query.suite });
      if (state !== "SUCCEEDED") throw new Error(reason);
      return athena.allRows(execution.QueryExecutionId);
    });
    await judge(`redshift ${name}`, expected, async () => {
      await warehouse.ok(`set search_path to ${query.suite}`, {}, session);
      const { rows, error } = await warehouse.run(query.sql, {}, session);
      if (error) throw new Error(error);
      return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
    });
  }
} finally {
  await athena.close();
  await warehouse.close();
  connection.closeSync();
  instance.closeSync();
  await rm(folder, { recursive: true, force: true });
}
console.log(`${asked} queries asked: ${asked - failures.length} equal to DuckDB's, ${failures.length} not`);
process.exitCode = failures.length === 0 && asked > 0 ? 0 : 1;
