// What a file is: compression by its magic bytes, encoding, format, delimiter and whether it has a header. From its
// first bytes and, for the encoding, from as much as is sampled.
import { basename } from "node:path";
import { type Compression, compressionOf, firstBytes, readBytes } from "../engine/source/bytes.ts";
import { decode } from "../engine/source/encoding.ts";
import { KIND_BYTES, kindOf, TAKEN } from "../engine/source/kinds.ts";
import { type CsvRecord, CsvScanner } from "../engine/split/csv.ts";
import { Incomplete, Invalid, JsonText } from "../engine/split/json-text.ts";
import { HeadraceError } from "../errors.ts";
import { encodingOf } from "./encoding.ts";

export interface Sniffed {
  readonly format: "csv" | "tsv" | "json" | "ndjson" | "parquet";
  readonly compression: Compression;
  readonly encoding: string;
  /** The delimiter of csv, where it is no comma. */
  readonly delimiter?: string;
  readonly header: boolean;
  /** What a person should know of it; a sentence without its full stop. */
  readonly note?: string;
}

/** So much of the text decides what it is. */
const HEAD_BYTES = 256 * 1024;
/** A text may hold a few NUL characters, in rows that are malformed: so many, or so great a part; and never more than that. */
const FEW_NULS = { many: 8, share: 0.01, never: 0.1 } as const;

const DELIMITERS = [",", "\t", ";", "|"] as const;

export async function sniff(file: string): Promise<Sniffed> {
  const start = Buffer.from(await firstBytes(file, KIND_BYTES));
  if (start.length === 0) throw empty(file);
  const compression = await compressionOf(file, undefined);
  const content = compression === "none" ? start : await firstOf(readBytes(file, compression));
  if (isParquet(file, content)) return { format: "parquet", compression, encoding: "utf-8", header: true };
  rejectOther(file, content);
  const { encoding, guessed } = await encodingOf(() => readBytes(file, compression));
  const head = await headOf(file, compression, encoding);
  if (head.trim() === "") throw empty(file);
  return {
    ...formatOf(file, head),
    compression,
    encoding,
    ...(guessed && {
      note: `its text is not UTF-8; that it is ${encoding} is a guess: look at names and values, and say in source.encoding what it is`,
    }),
  };
}

async function firstOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  for await (const chunk of chunks) return Buffer.from(chunk.subarray(0, KIND_BYTES));
  return Buffer.alloc(0);
}

function empty(file: string): HeadraceError {
  return new HeadraceError(
    "file_empty",
    `${basename(file)}: there is nothing in it to infer a dataset from.`,
    "Give a file that has a header at least.",
  );
}

/** A text may begin so too; in a file of that name it is one that was cut short. */
const isParquet = (file: string, content: Buffer): boolean =>
  content.toString("latin1", 0, 4) === "PAR1" &&
  (/\.parquet(?:\.\w+)?$/i.test(file) || kindOf(content) !== undefined);

function rejectOther(file: string, start: Buffer): void {
  const what = kindOf(start);
  if (what) throw new HeadraceError("file_format", `${basename(file)} is ${what}.`, TAKEN);
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
  const nuls = text.split("\0").length - 1;
  const share = nuls / Math.max(1, text.length);
  if (share > FEW_NULS.never || (nuls > FEW_NULS.many && share > FEW_NULS.share))
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

/** NDJSON where the import would read it by lines, or lines are what the first one must be of; see JsonScanner. */
function jsonFormat(head: string): "json" | "ndjson" {
  const text = head.trimStart();
  if (!text.startsWith("{")) return "json";
  const line = Buffer.from(/^[^\n]*/.exec(text)?.[0] ?? "");
  const json = new JsonText();
  json.bytes = line;
  try {
    json.value();
    json.skipSpace();
    return json.at === line.length ? "ndjson" : "json";
  } catch (error) {
    if (error instanceof Invalid) return "ndjson";
    if (!(error instanceof Incomplete)) throw error;
    // A line longer than what was read is no sign of either.
    return line.length === Buffer.byteLength(text) && head.length >= HEAD_BYTES ? "ndjson" : "json";
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
  let best: string = ",";
  let most = 0;
  const onlyWithinNumbers = head.includes(",") && !/(?:^|[^0-9]),|,(?:[^0-9]|$)/m.test(head);
  for (const delimiter of DELIMITERS) {
    const widths = recordsOf(head, delimiter).map((record) => record.length);
    const [width = 1] = widths;
    if (width < 2) continue;
    const alike = widths.filter((one) => one === width).length / widths.length;
    // Where another one fits as well, commas that all stand between digits are the numbers' own.
    const score = alike + Math.min(width, 100) / 10_000 - (delimiter === "," && onlyWithinNumbers ? 0.02 : 0);
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
