// JSON records as an import reads them, and the text of each of their members in DuckDB. An import takes less for JSON
// than DuckDB does (no NaN, no comma at an end), so that only what it takes is handed to DuckDB.
import { isUtf8 } from "node:buffer";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Dataset } from "../contract/schema.ts";
import { openText } from "../engine/source/open.ts";
import { objectsOf } from "../engine/split/json-rows.ts";
import { JsonScanner } from "../engine/split/json-scan.ts";
import type { JsonRecord } from "../engine/split/json-shape.ts";
import { Incomplete, Invalid, JsonText } from "../engine/split/json-text.ts";
import { MAX_RECORD_BYTES } from "../engine/split/record.ts";
import { text } from "../plan/sql.ts";
import type { FileRows, Malformed } from "./file-rows.ts";
import { MOST_COLUMNS, SAMPLE_BYTES, wrong } from "./file-rows.ts";

/** DuckDB parses a vector of records anew for each member asked for, and keeps what it has parsed: so much of text. */
const PARSED_BYTES = 16 << 20;
const VECTOR_ROWS = 2048;
const LF = Buffer.from("\n");
const FOLLOWED = "something follows the object";
/** Escapes of NUL and of surrogates: what DuckDB may not be able to read. */
const RISKY = /\\u(?:0000|d[89a-f])/i;

export async function jsonRows(
  file: string,
  source: Dataset["source"],
  connection: DuckDBConnection,
  scratch: string,
): Promise<FileRows> {
  const copy = join(scratch, "records.json");
  const sample = new Sample(source.format === "ndjson");
  const opened = await openText(file, source);
  await pipeline(() => sample.of(opened.read()), createWriteStream(copy));
  const { malformed, records, whole } = sample;
  if (records === 0)
    throw wrong(
      file,
      malformed.records === 0
        ? "there is no record in it."
        : `none of its records is an object, so that columns have no names: ${malformed.first?.because}.`,
      "Give an array of objects, or one object a line.",
    );
  const objects = `read_json_objects(${text(copy)}, format = 'unstructured', maximum_object_size = ${2 * MAX_RECORD_BYTES})`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE records AS SELECT json FROM ${objects}`);
  const keys = await connection.runAndReadAll(`
    SELECT key FROM (
      SELECT unnest(json_keys(json)) AS key, unnest(range(len(json_keys(json)))) AS place, row
      FROM (SELECT json, row_number() OVER () AS row FROM records))
    GROUP BY key ORDER BY min(row), arg_min(place, row)`);
  const headers = keys.getRows().map(([key]) => String(key));
  if (headers.length === 0) throw wrong(file, "its objects are empty.", "Give records that have fields.");
  const pointer = (key: string): string => text(`/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  const columns = headers.map((key) => `json_extract_string(json, ${pointer(key)})`);
  const kinds = headers.map(
    (key) => `count(*) FILTER (json_type(json, ${pointer(key)}) IN ('OBJECT', 'ARRAY')) > 0`,
  );
  const vectorBytes = Math.min(records, VECTOR_ROWS) * (sample.bytes / records);
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
    from: "records",
    headers,
    types: headers.map((_, at) => (nested[at] ? "JSON" : "TEXT")),
    repeated: [],
    batch,
    malformed,
    whole,
  };
}

/** The records of a file's beginning that are objects, one behind the other. */
class Sample {
  records = 0;
  bytes = 0;
  /** Whether it is the whole file. */
  whole = true;
  malformed: Malformed = { records: 0 };
  readonly #json = new JsonText();
  readonly #scanner: JsonScanner;
  /** Whether each line is promised to be one object. */
  readonly #lines: boolean;
  #taken: Buffer[] = [];

  constructor(lines: boolean) {
    this.#lines = lines;
    this.#scanner = new JsonScanner(lines, (record) => this.#take(record));
  }

  async *of(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let read = 0;
    for await (const chunk of chunks) {
      read += chunk.length;
      this.#scanner.write(chunk);
      yield* this.#drain();
      if (read < SAMPLE_BYTES || this.records === 0) continue;
      this.whole = false;
      return;
    }
    this.#scanner.end();
    yield* this.#drain();
  }

  *#drain(): Generator<Buffer> {
    if (this.#taken.length > 0) yield Buffer.concat(this.#taken);
    this.#taken = [];
  }

  #take(record: JsonRecord): void {
    const because = this.#faultOf(record);
    const several = because === FOLLOWED && !this.#lines ? objectsOf(record) : undefined;
    if (several) {
      for (const one of several) this.#take(one);
      return;
    }
    if (because !== undefined) {
      const { records, first = { line: record.line, because } } = this.malformed;
      this.malformed = { records: records + 1, first };
      return;
    }
    this.records += 1;
    this.bytes += record.length;
    const bytes = Buffer.from(record.bytes.subarray(record.from, record.to));
    this.#taken.push(RISKY.test(bytes.toString("latin1")) ? readable(bytes) : bytes, LF);
  }

  /** Why an import would not take it as a row, as far as that can be told without a contract. */
  #faultOf({ bytes, from, to, fault }: JsonRecord): string | undefined {
    if (fault !== undefined) return fault;
    const record = bytes.subarray(from, to);
    if (!isUtf8(record)) return "it is not valid UTF-8";
    if (record.includes(0)) return "it holds a NUL character";
    if (bytes[from] !== 0x7b) return "it is no JSON object";
    const json = this.#json;
    json.bytes = record;
    json.at = 0;
    try {
      json.object(undefined);
    } catch (error) {
      if (error instanceof Invalid) return `it is no valid JSON: ${error.message}`;
      if (error instanceof Incomplete) return "it is no valid JSON: it ends before its end";
      throw error;
    }
    return json.at < record.length ? FOLLOWED : undefined;
  }
}

/** With U+FFFD for what DuckDB could not read: pairs of surrogates are one character, and well. */
function readable(record: Buffer): Buffer {
  const pair = /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/gi;
  const kept = record
    .toString("utf8")
    .replace(pair, (_, high: string, low: string) =>
      String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)),
    );
  return Buffer.from(kept.replaceAll(/\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, "\\ufffd"));
}
