// DuckDB's generators and query texts of TPC-H and TPC-DS, as pip has them: its extensions of the very version that is installed here.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../sql/tokens.ts";

export const SUITES = ["tpch", "tpcds"] as const;
export type Suite = (typeof SUITES)[number];

/** Downloads the extensions into a folder and loads them. Throws where pip cannot. */
export async function loadExtensions(connection: DuckDBConnection, folder: string): Promise<void> {
  const reader = await connection.runAndReadAll("SELECT version()");
  const version = String(reader.getRowsJson()[0]?.[0]);
  for (const suite of SUITES) {
    const name = `duckdb-extension-${suite}==${version.slice(1)}`;
    const args = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
    const done = spawnSync("python3", [...args, "--target", folder, name], { stdio: "inherit" });
    if (done.error || done.status !== 0)
      throw new Error(`pip could not get ${name}: python3 and pip are needed`);
    const file = join(
      folder,
      `duckdb_extension_${suite}`,
      "extensions",
      version,
      `${suite}.duckdb_extension`,
    );
    await connection.run(`LOAD ${literal(file)}`);
  }
}

export interface Query {
  suite: Suite;
  number: number;
  sql: string;
}

/** All queries, their texts as DuckDB has them. */
export async function queries(connection: DuckDBConnection): Promise<Query[]> {
  const found: Query[] = [];
  for (const suite of SUITES) {
    const reader = await connection.runAndReadAll(
      `SELECT query_nr, query FROM ${suite}_queries() ORDER BY 1`,
    );
    for (const [number, sql] of reader.getRowsJson())
      found.push({ suite, number: Number(number), sql: String(sql).trim().replace(/;$/, "") });
  }
  return found;
}
