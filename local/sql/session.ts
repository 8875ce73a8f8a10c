// DuckDB as the engines use it: bounded, without extensions from elsewhere, and with no file in reach but those of the
// query's own folders, so that user SQL can read nothing of the machine.
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { literal } from "./tokens.ts";

/** Settings of an instance. Folders must exist no earlier than their first use. */
export interface SessionOptions {
  /** A database file; in memory where absent. */
  file?: string;
  /** Folders that SQL may read and write. */
  folders: readonly string[];
  /** Where DuckDB spills what does not fit in memory. */
  spill: string;
  memory?: string;
}

export async function openInstance(options: SessionOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(options.file ?? ":memory:", {
    threads: "2",
    memory_limit: options.memory ?? "1GB",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: options.spill,
  });
  const connection = await instance.connect();
  try {
    await connection.run(`SET allowed_directories = [${options.folders.map(literal).join(", ")}]`);
    await connection.run("SET enable_external_access = false");
  } finally {
    connection.closeSync();
  }
  return instance;
}

/** All rows of a small result as arrays of JSON values. */
export async function rows(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][];
}
