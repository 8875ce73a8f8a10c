// A Parquet file's columns, by their own names: to DuckDB id and ID are one, and it counts the later ones.
import type { DuckDBConnection } from "@duckdb/node-api";
import { text } from "../../plan/sql.ts";
import { FileRejected } from "../file-rejected.ts";

/** DuckDB reads decimals of more digits as doubles. */
const MOST_DIGITS = 38;

export interface FileColumn {
  /** As the file has it. */
  name: string;
  /** As DuckDB has it. */
  alias: string;
  /** DuckDB's name of its type. */
  type: string;
  /** Only decimals have it. */
  digits: number;
}

export const isExact = ({ digits }: FileColumn): boolean => digits <= MOST_DIGITS;

export function rejectInexact(column: FileColumn): void {
  if (isExact(column)) return;
  const message = `The column ${JSON.stringify(column.name)} holds decimals of ${column.digits} digits, which cannot be read exactly: write it with ${MOST_DIGITS} at most.`;
  throw new FileRejected("file:malformed", message);
}

export async function parquetColumns(connection: DuckDBConnection, path: string): Promise<FileColumn[]> {
  const rowsOf = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRows();
  const file = text(path);
  const described = await rowsOf(
    `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${file}, hive_partitioning = false))`,
  );
  const [root, ...elements] = await rowsOf(
    `SELECT name, coalesce(precision, 0), coalesce(num_children, 0) FROM parquet_schema(${file})`,
  );
  // The schema tells what lies inside a column right behind it.
  const top: { name: string; digits: number }[] = [];
  let inside = 0;
  for (const [name, digits, children] of root ? elements : []) {
    if (inside === 0) top.push({ name: String(name), digits: Number(digits) });
    inside = Math.max(0, inside - 1) + Number(children);
  }
  return described.map(([alias, type], at) => ({
    name: String(alias),
    digits: 0,
    ...top[at],
    alias: String(alias),
    type: String(type),
  }));
}
