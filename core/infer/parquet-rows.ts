// A Parquet file's columns, after its footer and pages have been held against the file as an import does.
import { createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { isExact, parquetColumns } from "../engine/input/parquet-columns.ts";
import { isBadText, parquetFault, rejection } from "../engine/parquet/fault.ts";
import { type Footer, readFooter } from "../engine/parquet/footer.ts";
import { checkPages } from "../engine/parquet/pages.ts";
import { asBytes, type Patch, patchedCopy } from "../engine/parquet/patched.ts";
import { type Compression, readBytes } from "../engine/source/bytes.ts";
import { identifier, text } from "../plan/sql.ts";
import type { FileRows } from "./file-rows.ts";
import { MOST_COLUMNS, wrong } from "./file-rows.ts";

/** Throws FileRejected where the file cannot be read. */
export async function parquetRows(
  given: string,
  compression: Compression,
  connection: DuckDBConnection,
  scratch: string,
): Promise<FileRows> {
  let file = given;
  if (compression !== "none") {
    file = join(scratch, "source.parquet");
    await pipeline(readBytes(given, compression), createWriteStream(file));
  }
  const footer = await checked(file);
  const source = (path: string): string => `read_parquet(${text(path)}, hive_partitioning = false)`;
  const plain = await rejection(() => parquetColumns(connection, file));
  const texts = new Set<number>();
  let path = file;
  const hashes = plain.map(({ alias }) => `count(hash(${identifier(alias)}))`).join(", ");
  const read = (from: string) => rejection(() => connection.run(`SELECT ${hashes} FROM ${source(from)}`));
  try {
    await read(file);
  } catch (error) {
    if (!isBadText(error)) throw error;
    path = await textsAsBytes(file, footer, join(scratch, "patched.parquet"), texts);
    await read(path).catch((nested: unknown) => {
      throw parquetFault(nested) ?? nested;
    });
  }
  const all = plain.map((column, at) => ({
    ...column,
    name: (footer.columns[at]?.name ?? column.name).normalize("NFC"),
    sql: texts.has(at) ? `TRY(decode(${identifier(column.alias)}))` : identifier(column.alias),
  }));
  const names = all.map(({ name }) => name);
  const repeated = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  const columns = all.filter((column) => isExact(column) && !repeated.includes(column.name));
  if (columns.length === 0)
    throw wrong(
      given,
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

async function checked(path: string): Promise<Footer> {
  const file = await open(path, "r");
  try {
    const footer = await readFooter(file, (await stat(path)).size);
    await checkPages(file, footer);
    return footer;
  } finally {
    await file.close();
  }
}

/** A copy whose texts are bytes to DuckDB, and which columns these are. */
async function textsAsBytes(
  file: string,
  { columns }: Footer,
  copy: string,
  texts: Set<number>,
): Promise<string> {
  const patches: Patch[] = [];
  for (const [at, { textAt }] of columns.entries()) {
    const patch = textAt === undefined ? undefined : await asBytes(file, textAt);
    if (!patch) continue;
    patches.push(patch);
    texts.add(at);
  }
  await patchedCopy(file, copy, patches);
  return copy;
}
