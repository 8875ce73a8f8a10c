// The files that a COPY has written, as its RETURN_STATS tells of them. It tells of every column's values too, and in JavaScript
// those take longer to read than all else of a small statement: they are left unread.
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBMapValue } from "@duckdb/node-api";

export interface WrittenFile {
  /** Its path. */
  readonly filename: string;
  readonly rows: number;
  readonly bytes: number;
  /** Of PARTITION_BY: each column's value as text. */
  readonly partitionKeys: ReadonlyMap<string, string | null>;
}

/** Runs a COPY with RETURN_STATS. */
export async function copied(connection: DuckDBConnection, sql: string): Promise<WrittenFile[]> {
  const reader = await connection.runAndReadAll(sql);
  const names = reader.columnNames();
  return Array.from({ length: reader.currentRowCount }, (_, row) => {
    const read = (name: string): unknown => reader.value(names.indexOf(name), row);
    return {
      filename: String(read("filename")),
      rows: Number(read("count")),
      bytes: Number(read("file_size_bytes")),
      partitionKeys: keysOf(read("partition_keys")),
    };
  });
}

function keysOf(value: unknown): Map<string, string | null> {
  const entries = value instanceof DuckDBMapValue ? value.entries : [];
  return new Map(entries.map((one) => [String(one.key), one.value === null ? null : String(one.value)]));
}
