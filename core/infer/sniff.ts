// What a file is: compression by its magic bytes, encoding, format, delimiter and whether it has a header. From its
// first bytes and, for the encoding, from as much as is sampled.
import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import { type Compression, compressionOf, firstBytes, readBytes } from "../engine/source/bytes.ts";
import { decode } from "../engine/source/encoding.ts";
import { type CsvRecord, CsvScanner } from "../engine/split/csv.ts";
import { HeadraceError } from "../errors.ts";

export interface Sniffed {
  readonly format: "csv" | "tsv" | "json" | "ndjson" | "parquet";
  readonly compression: Compression;
  readonly encoding: string;
  /** Of csv, where it is no comma. */
  readonly delimiter?: string;
  readonly header: boolean;
}

/** So much of the text decides what it is. */
const HEAD_BYTES = 256 * 1024;
/** So many bytes are looked through for what is not UTF-8. */
const ENCODING_BYTES = 64 * 1024 * 1024;

const DELIMITERS = [",", "\t", ";", "|"] as const;

export async function sniff(file: string): Promise<Sniffed> {
  const start = Buffer.from(await firstBytes(file, 8));
  if (start.length === 0) throw empty(file);
  if (start.subarray(0, 4).toString("latin1") === "PAR1")
    return { format: "parquet", compression: "none", encoding: "utf-8", header: true };
  const compression = await compressionOf(file, undefined);
  if (compression === "none") rejectBinary(file, start);
  const encoding = await encodingOf(file, compression);
  const head = await headOf(file, compression, encoding);
  if (head.trim() === "") throw empty(file);
  return { ...formatOf(file, head), compression, encoding };
}

function empty(file: string): HeadraceError {
  return new HeadraceError(
    "file_empty",
    `${basename(file)}: there is nothing in it to infer a dataset from.`,
    "Give a file that has a header at least.",
  );
}

const MAGIC: readonly [prefix: string, what: string][] = [
  ["PK\x03\x04", "a zip archive or an Excel workbook"],
  ["ARROW1", "an Arrow file"],
  ["Obj\x01", "an Avro file"],
  ["ORC", "an ORC file"],
  ["BZh", "a bzip2 file"],
  ["\xfd7zXZ", "an xz file"],
  ["%PDF", "a PDF"],
  ["\x89PNG", "an image"],
  ["\xd0\xcf\x11\xe0", "an old Excel workbook"],
  ["SQLite f", "a SQLite database"],
];

function rejectBinary(file: string, start: Buffer): void {
  const text = start.toString("latin1");
  const what = MAGIC.find(([prefix]) => text.startsWith(prefix))?.[1];
  if (what)
    throw new HeadraceError(
      "file_format",
      `${basename(file)} is ${what}.`,
      "Give it as csv, tsv, json, ndjson or parquet, plain or with gzip or zstd.",
    );
}

/** UTF-8, unless a mark, zero bytes or wrong bytes say otherwise. */
async function encodingOf(file: string, compression: Compression): Promise<string> {
  let seen = 0;
  let wrong = false;
  let carry: Buffer = Buffer.alloc(0);
  for await (const chunk of readBytes(file, compression)) {
    if (seen === 0) {
      const utf16 = utf16Of(chunk);
      if (utf16) return utf16;
    }
    const bytes = Buffer.concat([carry, chunk]);
    // A character may be cut at the end of a chunk: up to three bytes of it wait for the next.
    const whole = wholeCharacters(bytes);
    carry = bytes.subarray(whole);
    wrong ||= !isUtf8(bytes.subarray(0, whole));
    seen += chunk.length;
    if (wrong || seen >= ENCODING_BYTES) break;
  }
  return wrong ? await singleByteOr(file, compression) : "utf-8";
}

function utf16Of(start: Buffer): string | undefined {
  // A mark decides, whatever the contract says; it may as well say nothing then.
  if (start.length >= 2 && (start.readUInt16BE(0) === 0xfffe || start.readUInt16BE(0) === 0xfeff))
    return "utf-8";
  const sample = start.subarray(0, 4096);
  let even = 0;
  let odd = 0;
  for (const [at, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (odd > sample.length / 5 && even === 0) return "utf-16le";
  if (even > sample.length / 5 && odd === 0) return "utf-16be";
  return undefined;
}

function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}

/** Few wrong bytes among right ones are broken rows of a UTF-8 file; else it is the usual Western code page. */
async function singleByteOr(file: string, compression: Compression): Promise<string> {
  let right = 0;
  let wrong = 0;
  let seen = 0;
  for await (const chunk of readBytes(file, compression)) {
    const text = chunk.toString("utf8");
    for (const character of text) {
      if (character === "\ufffd") wrong += 1;
      else if (character > "\u007f") right += 1;
    }
    seen += chunk.length;
    if (seen >= ENCODING_BYTES) break;
  }
  return right > wrong ? "utf-8" : "windows-1252";
}

async function headOf(file: string, compression: Compression, encoding: string): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of decode(readBytes(file, compression), encoding)) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  const text = Buffer.concat(parts).subarray(0, HEAD_BYTES).toString("utf8");
  if (text.includes("\0"))
    throw new HeadraceError(
      "file_format",
      `${basename(file)} holds NUL characters: it is no text, and no Parquet either.`,
      "Give it as csv, tsv, json, ndjson or parquet, plain or with gzip or zstd.",
    );
  return text;
}

function formatOf(file: string, head: string): Pick<Sniffed, "format" | "delimiter" | "header"> {
  const suffix = /\.(\w+)(?:\.(?:gz|gzip|zst|zstd))?$/i.exec(basename(file))?.[1]?.toLowerCase();
  const json = ["json", "ndjson", "jsonl", "geojson"].includes(suffix ?? "");
  if (json || (!["csv", "tsv", "tab"].includes(suffix ?? "") && /^\s*[[{]/.test(head)))
    return { format: jsonFormat(head), header: true };
  const delimiter = suffix === "tsv" || suffix === "tab" ? "\t" : delimiterOf(head);
  const header = hasHeader(recordsOf(head, delimiter));
  if (delimiter === "\t") return { format: "tsv", header };
  return { format: "csv", header, ...(delimiter !== "," && { delimiter }) };
}

/** NDJSON where the first line is a whole object; else an array, or one object over many lines. */
function jsonFormat(head: string): "json" | "ndjson" {
  const text = head.trimStart();
  if (!text.startsWith("{")) return "json";
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  try {
    JSON.parse(line);
    return "ndjson";
  } catch {
    // A line longer than what was read is no sign of either.
    return line.length === text.length && head.length >= HEAD_BYTES ? "ndjson" : "json";
  }
}

/** The records of the head, without its last, which may be cut. */
export function recordsOf(head: string, delimiter: string): string[][] {
  const records: string[][] = [];
  const take = (record: CsvRecord): void => {
    if (record.count === 1 && record.from === record.to) return;
    records.push(
      Array.from({ length: record.count }, (_, at) =>
        Buffer.from(record.bytes.subarray(record.starts[at], record.ends[at])).toString(),
      ),
    );
  };
  const scanner = new CsvScanner({ delimiter: Buffer.from(delimiter), quote: Buffer.from('"') }, take);
  scanner.write(Buffer.from(head));
  scanner.end();
  if (records.length > 2 && head.length >= HEAD_BYTES / 2) records.pop();
  return records;
}

/** The delimiter by which most records have as many fields as the first, and more than one. */
function delimiterOf(head: string): string {
  let best = ",";
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const widths = recordsOf(head, delimiter).map((record) => record.length);
    const [width = 1] = widths;
    if (width < 2) continue;
    const alike = widths.filter((one) => one === width).length / widths.length;
    const score = alike + Math.min(width, 100) / 10_000;
    if (score > most) [best, most] = [delimiter, score];
  }
  return best;
}

const NUMBER = /^\s*[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const DATE = /^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?$/;

/** No header where the first record has numbers or dates just where the others do. */
function hasHeader(records: readonly string[][]): boolean {
  const [first, ...rest] = records;
  if (!first || rest.length === 0) return true;
  const value = (text: string): boolean => NUMBER.test(text) || DATE.test(text);
  let like = 0;
  for (const [at, text] of first.entries()) {
    const below = rest.map((record) => record[at] ?? "").filter((field) => field.trim() !== "");
    if (below.length === 0 || !below.every(value)) continue;
    if (!value(text)) return true;
    // Years and the like head columns of numbers; a number unlike an integer heads nothing.
    like += below.includes(text) || !/^\s*\d{1,4}\s*$/.test(text) ? 1 : 0;
  }
  return like === 0;
}
