// A Parquet file's columns, after its footer and pages have been held against the file as an import does.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { isExact, parquetColumns } from "../engine/input/parquet-columns.ts";
import { isBadText, parquetFault, rejection } from "../engine/parquet/fault.ts";
import { checkParquet, type Prepared, prepareParquet } from "../engine/parquet/prepare.ts";
import { type Compression, readBytes } from "../engine/source/bytes.ts";
import { identifier, text } from "../plan/sql.ts";
import type { FileRows } from "./file-rows.ts";
import { MOST_COLUMNS, wrong } from "./file-rows.ts";

/** Throws FileRejected where the file cannot be read. */
export async function parquetRows(
  original: string,
  compression: Compression,
  connection: DuckDBConnection,
  scratch: string,
): Promise<FileRows> {
  let file = original;
  if (compression !== "none") {
    file = join(scratch, "source.parquet");
    await pipeline(readBytes(original, compression), createWriteStream(file));
  }
  const { footer } = await checkParquet(file);
  const source = (path: string): string => `read_parquet(${text(path)}, hive_partitioning = false)`;
  let { path, texts }: Prepared = { path: file, texts: new Set() };
  const read = async () => {
    const found = await parquetColumns(connection, path);
    const hashes = found.map(({ alias }) => `count(hash(${identifier(alias)}))`).join(", ");
    await connection.run(`SELECT ${hashes} FROM ${source(path)}`);
    return found;
  };
  const columnsRead = await rejection(read).catch(async (error: unknown) => {
    if (!isBadText(error)) throw error;
    ({ path, texts } = await prepareParquet(file, footer, join(scratch, "patched.parquet"), true));
    return read().catch((nested: unknown) => {
      throw parquetFault(nested) ?? nested;
    });
  });
  const all = columnsRead.map((column, at) => {
    const value = identifier(column.alias);
    return {
      ...column,
      name: (footer.columns[at]?.name ?? column.name).normalize("NFC"),
      ...(texts.has(at) ? { sql: `TRY(decode(${value}))`, type: "VARCHAR" } : { sql: value }),
    };
  });
  const names = all.map(({ name }) => name);
  const repeated = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  const columns = all.filter((column) => isExact(column) && !repeated.includes(column.name));
  if (columns.length === 0)
    throw wrong(
      original,
      "it has no column that can be read by its name.",
      "Give each column a name of its own.",
    );
  return {
    columns: columns.map(({ sql }) => `CAST(${sql} AS VARCHAR)`),
    from: source(path),
    headers: columns.map(({ name }) => name),
    types: columns.map(({ type }) => type),
    repeated,
    batch: MOST_COLUMNS,
    inexact: all.filter((column) => !isExact(column)).map(({ name }) => name),
    notes:
      texts.size > 0 ? ["some of its texts are not valid UTF-8, and their rows will be quarantined"] : [],
    malformed: { records: 0 },
    whole: true,
  };
}
