// A query's result, spilled to a Parquet file while the query runs and read back in pages: it never lies in memory.
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { identifier, literal } from "./tokens.ts";

export interface ResultColumn {
  name: string;
  /** DuckDB's type name, such as `DECIMAL(12,2)`. */
  type: string;
  /** The type as another engine tells it that ran the query: the values are its texts then. */
  told?: string;
}

export interface SpilledResult {
  file: string;
  columns: ResultColumn[];
  rows: number;
  /** Size of the file in bytes. */
  bytes: number;
}

/** Names of the columns in the file: by position, since a result's own names may repeat. */
export const columnAt = (index: number): string => `c${index}`;

/** The columns that a query would return. The query is bound, not run. */
export async function resultColumns(connection: DuckDBConnection, sql: string): Promise<ResultColumn[]> {
  const prepared = await connection.prepare(sql);
  try {
    return Array.from({ length: prepared.columnCount }, (_, i) => ({
      name: prepared.columnName(i),
      type: typeName(prepared.columnType(i)),
    }));
  } finally {
    prepared.destroySync();
  }
}

/** Whether a query can be bound. */
export const binds = (connection: DuckDBConnection, sql: string): Promise<boolean> =>
  resultColumns(connection, sql).then(
    () => true,
    () => false,
  );

/** A type's name; JSON, which DuckDB keeps as text, goes by its own. */
function typeName(type: DuckDBType): string {
  return type.alias === "JSON" ? "JSON" : String(type);
}

/** What a 128-bit integer, such as a sum, is in a result: Parquet has none. */
export type Wide = "BIGINT" | "DECIMAL(38,0)";

/** Parquet has no 128-bit integer and no interval: these are kept as another number and as text. */
export function stored(name: string, type: string, wide: Wide): string {
  if (type === "HUGEINT" || type === "UHUGEINT") return `CAST(${name} AS ${wide})`;
  if (type === "INTERVAL" || type === "BIT" || type === '"NULL"' || type === "SQLNULL") {
    return `CAST(${name} AS VARCHAR)`;
  }
  return type === named(type) ? name : `CAST(${name} AS ${named(type)})`;
}

/** Fields of a row without names of their own get one each, from 0 in each row, without which no file can hold them. */
function named(type: string): string {
  const counts: number[] = [];
  return type.replace(/"(?:[^"]|"")*"|[()]|,/g, (piece, at: number) => {
    if (piece === "(") counts.push(0);
    if (piece === ")") counts.pop();
    if (piece === "," && counts.length > 0) counts.push((counts.pop() as number) + 1);
    const isNameless = piece === '""' && /[(\s]$/.test(type.slice(0, at)) && type[at + 2] === " ";
    return isNameless ? `"field${counts.at(-1) ?? 0}"` : piece;
  });
}

/** The type after storing. */
export function storedType(type: string, wide: Wide): string {
  if (type === "HUGEINT" || type === "UHUGEINT") return wide;
  return named(type);
}

/** Runs a query into a file, in the query's order. */
export async function spill(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly ResultColumn[],
  file: string,
  wide: Wide,
): Promise<SpilledResult> {
  await mkdir(dirname(file), { recursive: true });
  const names = columns.map((_, i) => identifier(columnAt(i)));
  const list = columns.map((column, i) => `${stored(names[i] as string, column.type, wide)} AS ${names[i]}`);
  const reader = await connection.runAndReadAll(
    `COPY (SELECT ${list.join(", ")} FROM (${sql}\n) AS "__result"(${names.join(", ")})) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  return {
    file,
    columns: columns.map((column) => ({ name: column.name, type: storedType(column.type, wide) })),
    rows: Number(reader.getRowsJson()[0]?.[0] ?? 0),
    bytes: (await stat(file)).size,
  };
}

/**
 * A page of a spilled result.
 * @param expressions one SQL expression per column, over the names of `columnAt`
 */
export async function page(
  connection: DuckDBConnection,
  result: Pick<SpilledResult, "file">,
  expressions: readonly string[],
  offset: number,
  count: number,
): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(
    `SELECT ${expressions.join(", ")} FROM read_parquet(${literal(result.file)}, file_row_number=true) ` +
      `WHERE file_row_number >= ${offset} AND file_row_number < ${offset + count} ORDER BY file_row_number`,
  );
  return reader.getRowsJson() as unknown[][];
}
