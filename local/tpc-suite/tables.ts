// The suites' tables: generated in DuckDB, written as Parquet below the emulated S3, and told to the Glue catalog.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from "@aws-sdk/client-glue";
import type { DuckDBConnection } from "@duckdb/node-api";
import { PARQUET } from "../services/athena/statements/storage.ts";
import { hiveTypeOf } from "../sql/hive-types.ts";
import { identifier, literal } from "../sql/tokens.ts";
import type { FakeAws } from "../testing/fake-aws.ts";
import { SUITES, type Suite } from "./extensions.ts";

/** Of both suites; 1 is about a gigabyte of text. */
export const SCALE = "0.01";

/** Generates each suite's tables in a schema of its name. Returns the tables by suite. */
export async function generate(connection: DuckDBConnection): Promise<Record<Suite, string[]>> {
  const tables = { tpch: [], tpcds: [] } as Record<Suite, string[]>;
  for (const [suite, call] of [
    ["tpch", "dbgen"],
    ["tpcds", "dsdgen"],
  ] as const) {
    await connection.run(`CREATE SCHEMA ${suite}`);
    await connection.run(`CALL ${call}(sf = ${SCALE}, schema = ${literal(suite)})`);
    const reader = await connection.runAndReadAll(
      `SELECT table_name FROM duckdb_tables() WHERE schema_name = ${literal(suite)} ORDER BY 1`,
    );
    tables[suite] = reader.getRowsJson().map(([name]) => String(name));
  }
  return tables;
}

/** Puts the tables into the lake of a local AWS, as databases `tpch` and `tpcds` of its catalog. */
export async function publish(
  connection: DuckDBConnection,
  tables: Record<Suite, string[]>,
  aws: FakeAws,
  folder: string,
): Promise<void> {
  const glue = new GlueClient({
    endpoint: aws.context.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  for (const suite of SUITES) {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: suite } }));
    for (const table of tables[suite]) {
      const from = `${suite}.${identifier(table)}`;
      const file = join(folder, `${suite}-${table}.parquet`);
      await connection.run(`COPY (FROM ${from}) TO ${literal(file)} (FORMAT parquet)`);
      aws.objects.set(`curated/${suite}/${table}/part-0.parquet`, await readFile(file));
      const described = await connection.runAndReadAll(`DESCRIBE ${from}`);
      const columns = described
        .getRowsJson()
        .map(([name, type]) => ({ Name: String(name), Type: hiveTypeOf(String(type)) }));
      await glue.send(
        new CreateTableCommand({
          DatabaseName: suite,
          TableInput: {
            Name: table,
            TableType: "EXTERNAL_TABLE",
            StorageDescriptor: { ...PARQUET, Columns: columns, Location: `s3://curated/${suite}/${table}/` },
          },
        }),
      );
    }
  }
  glue.destroy();
}
