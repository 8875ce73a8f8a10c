// Bytes → CSV records, as RFC 4180 has them, with the freedoms that docs/contract-semantics.md states. The scanner
// only finds where fields begin and end; it copies nothing.
import { FileRejected } from "../file-rejected.ts";
import { isText } from "../source/text.ts";
import { MAX_RECORD_BYTES } from "./record.ts";
import { SkippedRecord } from "./skipped-record.ts";
import { Window } from "./window.ts";

const LF = 10;
const CR = 13;

/** How a field's bytes are to be read. */
export const FIELD = { plain: 0, quoted: 1, escaped: 2 } as const;

/** One record: fields lie in bytes[starts[i], ends[i]) for i < count, the record itself in bytes[from, to). */
export interface CsvRecord {
  bytes: Uint8Array;
  from: number;
  to: number;
  /** Offset of `from` in the decoded text. */
  offset: number;
  /** 1-based line of its first byte. */
  line: number;
  /** Line endings in it and behind it. */
  lines: number;
  count: number;
  starts: Int32Array;
  ends: Int32Array;
  /** The flags of FIELD. */
  kinds: Uint8Array;
  /** Its bytes are known to be UTF-8 without NUL; where false they have to be looked at. */
  text: boolean;
  /** What is wrong with its quoting or length; undefined where nothing is. */
  fault: string | undefined;
  /** All its bytes, where `to - from` is less than that: the record was too long to hold. */
  length: number;
}

/** One character each, as UTF-8. */
export interface CsvDialect {
  delimiter: Uint8Array;
  quote: Uint8Array;
}

/** Where a fast path stopped, on which line, and why: it takes more bytes, the record is another, or it was an array's last. */
export interface Stopped {
  at: number;
  line: number;
  why: "more" | "other" | "end";
}

/** Reads records as nearly all are, and stops at any other; see ../kernel/. */
export interface FastPath {
  /** Takes bytes to read; `offset` is that of the first in the decoded text. */
  load(bytes: Uint8Array, offset: number): void;
  /** Reads records from `at` on, the first of which begins on `line`. */
  run(at: number, line: number): Stopped;
}

/**
 * Push bytes in; `onRecord` is called for each record, blank lines included (count 1, an empty field). The record
 * object is reused from call to call.
 */
export class CsvScanner {
  /** From when it is set, records are its own that it takes; `onRecord` sees the others only. */
  fast: FastPath | undefined;
  readonly #delimiter: Uint8Array;
  readonly #quote: Uint8Array;
  readonly #onRecord: (record: CsvRecord) => void;
  readonly #record: CsvRecord;
  readonly #window = new Window();
  /** Offset of the window's first byte in the decoded text. */
  #offset = 0;
  #line = 1;
  #skip: SkippedRecord | undefined;

  constructor(dialect: CsvDialect, onRecord: (record: CsvRecord) => void) {
    this.#delimiter = dialect.delimiter;
    this.#quote = dialect.quote;
    this.#onRecord = onRecord;
    this.#record = {
      bytes: Buffer.alloc(0),
      from: 0,
      to: 0,
      offset: 0,
      line: 1,
      lines: 0,
      count: 0,
      starts: new Int32Array(64),
      ends: new Int32Array(64),
      kinds: new Uint8Array(64),
      text: false,
      fault: undefined,
      length: 0,
    };
  }

  write(chunk: Buffer): void {
    this.#feed(chunk, false);
  }

  /** No more bytes: what is held is the last record. */
  end(): void {
    this.#feed(Buffer.alloc(0), true);
  }

  #feed(chunk: Buffer, last: boolean): void {
    const bytes = this.#window.append(chunk);
    let used = this.#skip ? this.#passSkipped(this.#skip, bytes, last) : 0;
    if (!this.#skip) used += this.#scan(bytes.subarray(used), last);
    this.#window.use(used);
    if (bytes.length - used <= MAX_RECORD_BYTES) return;
    if (this.#delimiter.length + this.#quote.length > 2) throw tooLong(this.#line);
    const [delimiter, quote] = [this.#delimiter[0] as number, this.#quote[0] as number];
    this.#skip = new SkippedRecord(this.#offset, this.#line, delimiter, quote);
    this.#feed(Buffer.alloc(0), last);
  }

  /** Passes over a record that is too long; returns how many bytes of it there are. */
  #passSkipped(skip: SkippedRecord, bytes: Buffer, last: boolean): number {
    const used = skip.read(bytes, last);
    if (used >= 0) {
      this.#emitSkipped(skip);
      this.#skip = undefined;
    }
    const passed = used < 0 ? bytes.length : used;
    this.#offset += passed;
    return passed;
  }

  #emitSkipped(skip: SkippedRecord): void {
    const record = this.#record;
    record.from = 0;
    record.to = 0;
    record.offset = skip.offset;
    record.line = skip.line;
    record.count = 0;
    record.length = skip.length;
    record.fault = `the record has more than ${MAX_RECORD_BYTES} bytes`;
    this.#line = skip.nextLine;
    this.#onRecord(record);
  }

  /** Hands on all records that end in `bytes`; returns how many bytes they take. */
  #scan(bytes: Buffer, last: boolean): number {
    const record = this.#record;
    record.bytes = bytes;
    record.text = isText(bytes, last);
    let loaded: FastPath | undefined;
    let at = 0;
    while (at < bytes.length) {
      if (this.fast && record.text) {
        if (loaded !== this.fast) {
          loaded = this.fast;
          loaded.load(bytes, this.#offset);
        }
        const stopped = loaded.run(at, this.#line);
        at = stopped.at;
        this.#line = stopped.line;
        // It has seen that the record does not end here: a long one is not to be read again with each chunk of it.
        if (at >= bytes.length || (stopped.why === "more" && !last)) break;
      }
      const next = this.#read(bytes, at, last);
      if (next < 0) break;
      const lines = record.lines;
      this.#onRecord(record);
      this.#line += lines;
      at = next;
    }
    this.#offset += at;
    return at;
  }

  /** Reads the record at `begin` into the record object; returns where the next one begins, -1 where it does not end here. */
  #read(bytes: Buffer, begin: number, last: boolean): number {
    const size = bytes.length;
    const delimiter = this.#delimiter[0] as number;
    const delimiterBytes = this.#delimiter.length;
    const quote = this.#quote[0] as number;
    const quoteBytes = this.#quote.length;
    const isDelimiter = (from: number): boolean =>
      bytes[from] === delimiter && (delimiterBytes === 1 || sameBytes(bytes, from, this.#delimiter));
    const isQuote = (from: number): boolean =>
      bytes[from] === quote && (quoteBytes === 1 || sameBytes(bytes, from, this.#quote));
    const isEnd = (byte: number | undefined): boolean => byte === LF || byte === CR;
    const record = this.#record;
    let count = 0;
    let lines = 0;
    let fault: string | undefined;
    let at = begin;
    const add = (start: number, end: number, kind: number): void => {
      if (count === record.starts.length) this.#widen();
      record.starts[count] = start;
      record.ends[count] = end;
      record.kinds[count++] = kind;
    };

    for (;;) {
      if (at < size && isQuote(at)) {
        let kind: number = FIELD.quoted;
        at += quoteBytes;
        const start = at;
        for (;;) {
          if (at >= size) break;
          if (isQuote(at)) {
            // Whether the quote is doubled shows in what follows, which may not be here yet.
            if (at + 2 * quoteBytes > size && !last) return -1;
            if (!isQuote(at + quoteBytes)) break;
            kind = FIELD.escaped;
            at += 2 * quoteBytes;
          } else {
            if (bytes[at] === LF) lines += 1;
            else if (bytes[at] === CR) {
              if (at + 1 >= size && !last) return -1;
              if (bytes[at + 1] !== LF) lines += 1;
            }
            at += 1;
          }
        }
        add(start, at, kind);
        if (at >= size) {
          if (!last) return -1;
          fault = "a quote is opened and never closed";
          break;
        }
        at += quoteBytes;
        if (at < size && !isDelimiter(at) && !isEnd(bytes[at])) {
          fault ??= "text follows a closing quote";
          while (at < size && !isDelimiter(at) && !isEnd(bytes[at])) at += 1;
        }
      } else {
        const start = at;
        while (at < size) {
          const byte = bytes[at];
          if (byte === LF || byte === CR || (byte === delimiter && isDelimiter(at))) break;
          at += 1;
        }
        add(start, at, FIELD.plain);
      }
      if (at >= size) {
        if (!last) return -1;
        break;
      }
      if (!isDelimiter(at)) break;
      at += delimiterBytes;
    }

    const end = at;
    if (at < size) {
      if (bytes[at] === CR) {
        if (at + 1 >= size && !last) return -1;
        if (bytes[at + 1] === LF) at += 1;
      }
      at += 1;
      lines += 1;
    }
    record.from = begin;
    record.to = end;
    record.length = end - begin;
    record.offset = this.#offset + begin;
    record.line = this.#line;
    record.lines = lines;
    record.count = count;
    record.fault =
      record.length > MAX_RECORD_BYTES ? `the record has more than ${MAX_RECORD_BYTES} bytes` : fault;
    return at;
  }

  #widen(): void {
    const record = this.#record;
    const grow = (from: Int32Array): Int32Array => {
      const to = new Int32Array(from.length * 2);
      to.set(from);
      return to;
    };
    const kinds = new Uint8Array(record.kinds.length * 2);
    kinds.set(record.kinds);
    record.kinds = kinds;
    record.starts = grow(record.starts);
    record.ends = grow(record.ends);
  }
}

function sameBytes(bytes: Uint8Array, from: number, other: Uint8Array): boolean {
  for (let at = 0; at < other.length; at++) if (bytes[from + at] !== other[at]) return false;
  return true;
}

/** Only a dialect of one-byte characters is followed through a record that cannot be held. */
const tooLong = (line: number): FileRejected =>
  new FileRejected("file:malformed", `The record on line ${line} has more than ${MAX_RECORD_BYTES} bytes.`);
