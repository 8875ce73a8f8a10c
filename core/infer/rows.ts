// A file's rows as text columns in DuckDB, read as an import reads them: so what is inferred holds for the import.
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Dataset } from "../contract/schema.ts";
import { contractSchema, datasetSchema } from "../contract/schema.ts";
import { FileRejected } from "../engine/file-rejected.ts";
import { openText } from "../engine/source/open.ts";
import { csvSplitter } from "../engine/split/csv-rows.ts";
import { planOf } from "../plan/plan.ts";
import { text } from "../plan/sql.ts";
import type { FileRows } from "./file-rows.ts";
import { MOST_COLUMNS, SAMPLE_BYTES, wrong } from "./file-rows.ts";
import { jsonRows } from "./json-rows.ts";
import { parquetRows } from "./parquet-rows.ts";
import type { Sniffed } from "./sniff.ts";
import { recordsOf } from "./sniff.ts";
import { TextBlock } from "./text-block.ts";

export async function readRows(
  file: string,
  sniffed: Sniffed,
  connection: DuckDBConnection,
  scratch: string,
): Promise<FileRows> {
  try {
    if (sniffed.format === "parquet")
      return await parquetRows(file, sniffed.compression, connection, scratch);
    if (sniffed.format === "json" || sniffed.format === "ndjson")
      return await jsonRows(file, sourceOf(sniffed), connection, scratch);
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
      "every name in its header occurs more than once.",
      "Give each column a name of its own.",
    );

  const columns = headers.map((from, at) => ({
    name: `c${at}`,
    type: "string",
    ...(sniffed.header && { from }),
  }));
  const dataset = { ...datasetSchema.parse({ columns }), source };
  const contract = contractSchema.parse({ version: 1, name: "infer", datasets: { file: dataset } });
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
  return {
    ...rows,
    headers,
    repeated,
    batch: MOST_COLUMNS,
    malformed: sink.malformedRecords,
    delimiter,
    whole,
  };
}

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
