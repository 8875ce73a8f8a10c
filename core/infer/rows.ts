// A file's rows as text columns in DuckDB, read as an import reads them: so what is inferred holds for the import.
import { createWriteStream } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Contract, Dataset } from "../contract/schema.ts";
import { datasetSchema } from "../contract/schema.ts";
import { FileRejected } from "../engine/file-rejected.ts";
import { isExact, parquetColumns } from "../engine/input/parquet-columns.ts";
import { firstBytes } from "../engine/source/bytes.ts";
import { openText } from "../engine/source/open.ts";
import { csvSplitter } from "../engine/split/csv-rows.ts";
import { HeadraceError } from "../errors.ts";
import { planOf } from "../plan/plan.ts";
import { identifier, text } from "../plan/sql.ts";
import type { Sniffed } from "./sniff.ts";
import { recordsOf } from "./sniff.ts";
import { TextBlock } from "./text-block.ts";

/** So much of a file's text is looked at; what lies beyond is taken to be like it. */
const SAMPLE_BYTES = 256 * 1024 * 1024;

/** Columns looked at in one query: ten thousand at once would need gigabytes. */
const MOST_COLUMNS = 100;
/** DuckDB parses a vector of records anew for each member asked for, and keeps what it has parsed: so much of text. */
const PARSED_BYTES = 16 << 20;
const VECTOR_ROWS = 2048;

export interface FileRows {
  /** SQL of each column's text, one per header, over the relation `from`. */
  readonly columns: readonly string[];
  readonly from: string;
  readonly headers: readonly string[];
  /** The columns' own types in DuckDB, where the format has types. */
  readonly types?: readonly string[];
  /** Columns that cannot be addressed, since their header stands more than once. */
  readonly repeated: readonly string[];
  /** Columns whose values cannot be read exactly. */
  readonly inexact?: readonly string[];
  /** Columns that one query may look at. */
  readonly batch: number;
  /** Records that are no rows. */
  readonly malformed: number;
  /** False where only the beginning was read. */
  readonly whole: boolean;
}

const wrong = (file: string, message: string, fix: string): HeadraceError =>
  new HeadraceError("file_unreadable", `${basename(file)}: ${message}`, fix);

export async function readRows(
  file: string,
  sniffed: Sniffed,
  connection: DuckDBConnection,
  scratch: string,
): Promise<FileRows> {
  try {
    if (sniffed.format === "parquet") return await parquetRows(file, connection);
    if (sniffed.format === "json" || sniffed.format === "ndjson")
      return await jsonRows(file, sniffed, connection, scratch);
    return await delimitedRows(file, sniffed, scratch);
  } catch (error) {
    if (error instanceof FileRejected) throw wrong(file, error.message, "Give a file that can be read.");
    throw error;
  }
}

function sourceOf({ format, compression, encoding, delimiter, header }: Sniffed): Dataset["source"] {
  const columns = [{ name: "any", type: "string" }];
  return datasetSchema.parse({ source: { format, compression, encoding, delimiter, header }, columns })
    .source;
}

async function delimitedRows(file: string, sniffed: Sniffed, scratch: string): Promise<FileRows> {
  const source = sourceOf(sniffed);
  const opened = await openText(file, source);
  const delimiter = sniffed.delimiter ?? (sniffed.format === "tsv" ? "\t" : ",");
  const first = await firstRecord(opened.read(), delimiter);
  const all = sniffed.header
    ? first.map((name) => name.replaceAll('""', '"').trim().normalize("NFC"))
    : first.map((_, at) => `column_${at + 1}`);
  const repeated = [...new Set(all.filter((name, at) => all.indexOf(name) !== at))];
  const headers = all.filter((name) => !repeated.includes(name));
  if (headers.length === 0)
    throw wrong(
      file,
      "every name in its header stands more than once.",
      "Give each column a name of its own.",
    );

  const columns = headers.map((from, at) => ({
    name: `c${at}`,
    type: "string",
    ...(sniffed.header && { from }),
  }));
  const dataset = { ...datasetSchema.parse({ columns }), source };
  const contract: Contract = { version: 1, name: "infer", datasets: { file: dataset }, exports: {} };
  const sink = new TextBlock(join(scratch, "rows.parquet"), headers.length);
  const splitter = csvSplitter(planOf(contract, "file"), () => sink);
  let read = 0;
  let whole = true;
  for await (const chunk of opened.read()) {
    splitter.write(chunk);
    read += chunk.length;
    if (read < SAMPLE_BYTES) continue;
    whole = false;
    break;
  }
  if (whole) splitter.end();
  const block = sink.close();
  const rows = block
    ? { columns: headers.map((_, at) => `s${at}`), from: `read_parquet(${text(block)})` }
    : { columns: headers.map(() => "NULL::VARCHAR"), from: "range(0)" };
  return { ...rows, headers, repeated, batch: MOST_COLUMNS, malformed: sink.malformedRows, whole };
}

/** DuckDB's words, without the path that it puts into them. */
const firstLine = (error: unknown, path: string): string =>
  ((error as Error).message.split("\n")[0] ?? "")
    .replaceAll(/ ?(?:in|of) file (["'])[^"']*\1/g, "")
    .replaceAll(path, "it");

/** A header may be long: what is read grows until its record is whole. */
async function firstRecord(chunks: AsyncIterable<Buffer>, delimiter: string): Promise<string[]> {
  let head = "";
  for await (const chunk of chunks) {
    head += chunk.toString("utf8");
    const records = recordsOf(head, delimiter);
    if (records.length > 1) return records[0] as string[];
  }
  return recordsOf(head, delimiter)[0] ?? [];
}

async function jsonRows(
  file: string,
  sniffed: Sniffed,
  connection: DuckDBConnection,
  scratch: string,
): Promise<FileRows> {
  const copy = join(scratch, "text.json");
  const opened = await openText(file, sourceOf(sniffed));
  let whole = true;
  async function* sample(): AsyncGenerator<Buffer> {
    let read = 0;
    for await (const chunk of opened.read()) {
      read += chunk.length;
      // An array can only be read whole; lines may be cut after any of them.
      if (sniffed.format === "ndjson" && read >= SAMPLE_BYTES) {
        yield chunk.subarray(0, chunk.lastIndexOf(10) + 1);
        whole = false;
        return;
      }
      yield chunk;
    }
  }
  await pipeline(sample, createWriteStream(copy));
  const lines = sniffed.format === "ndjson";
  const format = lines ? "newline_delimited" : (await isArray(copy)) ? "array" : "unstructured";
  const objects = `read_json_objects(${text(copy)}, format = ${text(format)}, ignore_errors = ${lines}, maximum_object_size = 67108864)`;
  await connection
    .run(`CREATE OR REPLACE TEMP TABLE records AS SELECT json FROM ${objects}`)
    .catch((error) => {
      throw wrong(file, `it is not JSON: ${firstLine(error, copy)}`, "Correct the file.");
    });
  const counted = await connection.runAndReadAll(
    "SELECT count(*) FILTER (json IS NULL OR json_type(json) <> 'OBJECT')::INT, count(*)::INT, coalesce(avg(strlen(json)), 0) FROM records",
  );
  const [malformed, total, recordBytes] = counted.getRows()[0] as [number, number, number];
  if (malformed === total)
    throw wrong(
      file,
      total === 0
        ? "there is no record in it."
        : "its records are no objects, so that columns have no names.",
      "Give an array of objects, or one object a line.",
    );
  const keys = await connection.runAndReadAll(`
    SELECT key FROM (
      SELECT unnest(json_keys(json)) AS key, unnest(range(len(json_keys(json)))) AS place, row
      FROM (SELECT json, row_number() OVER () AS row FROM records WHERE json_type(json) = 'OBJECT'))
    GROUP BY key ORDER BY min(row), arg_min(place, row)`);
  const headers = keys.getRows().map(([key]) => String(key));
  if (headers.length === 0) throw wrong(file, "its objects are empty.", "Give records that have fields.");
  const pointer = (key: string): string => text(`/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  const columns = headers.map((key) => `json_extract_string(json, ${pointer(key)})`);
  const kinds = headers.map(
    (key) => `count(*) FILTER (json_type(json, ${pointer(key)}) IN ('OBJECT', 'ARRAY')) > 0`,
  );
  const vectorBytes = Math.min(total, VECTOR_ROWS) * recordBytes;
  const batch = Math.max(1, Math.min(MOST_COLUMNS, Math.floor(PARSED_BYTES / vectorBytes)));
  const nested: unknown[] = [];
  for (let from = 0; from < kinds.length; from += batch) {
    const select = kinds.slice(from, from + batch).join(", ");
    nested.push(
      ...((await connection.runAndReadAll(`SELECT ${select} FROM records`)).getRows()[0] as unknown[]),
    );
  }
  return {
    columns,
    from: "(SELECT json FROM records WHERE json_type(json) = 'OBJECT')",
    headers,
    types: headers.map((_, at) => (nested[at] ? "JSON" : "TEXT")),
    repeated: [],
    batch,
    malformed,
    whole,
  };
}

async function isArray(file: string): Promise<boolean> {
  return /^\s*\[/.test((await firstBytes(file, 4096)).toString("utf8"));
}

async function parquetRows(file: string, connection: DuckDBConnection): Promise<FileRows> {
  const source = `read_parquet(${text(file)})`;
  const all = await parquetColumns(connection, file).catch((error) => {
    throw wrong(file, `it is not Parquet that can be read: ${firstLine(error, file)}`, "Give a whole file.");
  });
  const names = all.map(({ name }) => name.normalize("NFC"));
  const repeated = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  const exact = all.map((column, at) => ({ ...column, name: names[at] as string })).filter(isExact);
  const columns = exact.filter(({ name }) => !repeated.includes(name));
  if (columns.length === 0)
    throw wrong(
      file,
      "it has no column that can be read by its name.",
      "Give each column a name of its own.",
    );
  return {
    columns: columns.map(({ alias }) => `CAST(${identifier(alias)} AS VARCHAR)`),
    from: source,
    headers: columns.map(({ name }) => name),
    types: columns.map(({ type }) => type),
    repeated,
    batch: MOST_COLUMNS,
    inexact: all.filter((column) => !isExact(column)).map(({ name }) => name),
    malformed: 0,
    whole: true,
  };
}
