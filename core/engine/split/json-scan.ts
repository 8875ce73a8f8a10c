// Bytes → the top-level values of a JSON text: lines of NDJSON, the elements of an array, or values one after the other.

import { FileRejected } from "../file-rejected.ts";
import { isText } from "../source/text.ts";
import type { FastPath } from "./csv.ts";
import { Incomplete, Invalid, JsonText } from "./json-text.ts";
import { MAX_RECORD_BYTES } from "./record.ts";
import { Window } from "./window.ts";

/** A top-level value; its text is bytes[from, to). */
export interface JsonRecord {
  bytes: Buffer;
  from: number;
  to: number;
  offset: number;
  /** 1-based, of its first character; 0 in an array. */
  line: number;
  /** As of CsvRecord. */
  text: boolean;
  length: number;
  /** What is wrong with it, where that is known before it is read. */
  fault: string | undefined;
}

/** Returns whether the fast path can read the record now, since it has learned its names: it is not taken yet. */
type OnRecord = (record: JsonRecord) => boolean;

/** Reads objects as nearly all are, and stops at any other; see ../kernel/. */
export interface FastJson extends FastPath {
  /** Says whether objects are elements of an array, each read with the comma behind it, or stand on lines. */
  begin(inArray: boolean): void;
  /** Makes a member's name known, as it is written, and its column: -1 where none takes it. */
  learn(name: Uint8Array, column: number): void;
}
const LF = 0x0a;
const LINE_END = Buffer.from("\n");
const TOO_LONG = `the record has more than ${MAX_RECORD_BYTES} bytes`;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;

interface Shape {
  /** Takes what can be taken of `bytes`; returns how many bytes are done with. */
  read(bytes: Buffer, offset: number, last: boolean): number;
  /** Called after the last read. */
  end(): void;
}

/** Finds the shape by looking at the first bytes, then hands on each value. */
export class JsonScanner {
  readonly #onRecord: OnRecord;
  /** Whether a line is a value from the start (NDJSON by contract). */
  readonly #lines: boolean;
  #shape: Shape | undefined;
  readonly #fast: FastJson | undefined;
  readonly #window = new Window();
  #offset = 0;

  /** @param fast records are its own that it takes; `onRecord` sees the others only */
  constructor(lines: boolean, onRecord: OnRecord, fast?: FastJson) {
    this.#lines = lines;
    this.#onRecord = onRecord;
    this.#fast = fast;
  }

  write(chunk: Buffer): void {
    this.#feed(chunk, false);
  }

  end(): void {
    this.#feed(Buffer.alloc(0), true);
    if (!this.#shape) throw new FileRejected("file:empty", "The file is empty: it holds no JSON at all.");
    this.#shape.end();
  }

  #feed(chunk: Buffer, last: boolean): void {
    const bytes = this.#window.append(chunk);
    this.#shape ??= this.#look(bytes, last);
    const used = this.#shape?.read(bytes, this.#offset, last) ?? 0;
    this.#offset += used;
    this.#window.use(used);
  }

  /** Undefined while the bytes do not tell. */
  #look(bytes: Buffer, last: boolean): Shape | undefined {
    const first = bytes.findIndex((byte) => !isSpace(byte));
    if (first < 0) return undefined;
    if (bytes[first] === 0x5b) return new ArrayShape(this.#onRecord, this.#fast);
    if (this.#lines) return new LinesShape(this.#onRecord, this.#fast);
    if (bytes[first] !== 0x7b)
      throw new FileRejected("file:malformed", "The file is no JSON: it begins with neither [ nor {.");
    const end = bytes.indexOf(LF, first);
    if (end < 0 && !last && bytes.length < MAX_RECORD_BYTES) return undefined;
    // A first line that is an object by itself is NDJSON; else objects lie anyhow, over lines and within them.
    const json = new JsonText();
    json.bytes = bytes.subarray(first, end < 0 ? undefined : end);
    try {
      json.value();
      json.skipSpace();
      if (json.at === json.bytes.length) return new LinesShape(this.#onRecord, this.#fast);
    } catch (error) {
      if (!(error instanceof Incomplete || error instanceof Invalid)) throw error;
      if (error instanceof Invalid) return new LinesShape(this.#onRecord, this.#fast);
    }
    return new ObjectsShape(this.#onRecord);
  }
}

class LinesShape implements Shape {
  readonly #onRecord: OnRecord;
  #line = 1;
  /** Bytes of a line that is too long to hold; -1 outside one. */
  #skipped = -1;
  #skippedAt = 0;
  readonly #fast: FastJson | undefined;

  constructor(onRecord: OnRecord, fast: FastJson | undefined) {
    this.#onRecord = onRecord;
    this.#fast = fast;
    fast?.begin(false);
  }

  read(bytes: Buffer, offset: number, last: boolean): number {
    const text = isText(bytes, last);
    let begin = 0;
    const fast = text ? this.#fast : undefined;
    // The last line may have no ending.
    fast?.load(last ? Buffer.concat([bytes, LINE_END]) : bytes, offset);
    while (begin < bytes.length || (last && this.#skipped >= 0)) {
      if (fast && this.#skipped < 0) {
        const stopped = fast.run(begin, this.#line);
        begin = stopped.at;
        this.#line = stopped.line;
        if (begin >= bytes.length) break;
        if (stopped.why === "more" && !last && bytes.length - begin <= MAX_RECORD_BYTES) return begin;
      }
      let end = bytes.indexOf(LF, begin);
      if (end < 0) {
        if (!last) {
          if (this.#skipped < 0 && bytes.length - begin <= MAX_RECORD_BYTES) return begin;
          if (this.#skipped < 0) {
            this.#skipped = 0;
            this.#skippedAt = offset + begin;
          }
          this.#skipped += bytes.length - begin;
          return bytes.length;
        }
        end = bytes.length;
      }
      if (this.#skipped >= 0) {
        const length = this.#skipped + end - begin;
        this.#skipped = -1;
        this.#onRecord({
          bytes,
          from: 0,
          to: 0,
          offset: this.#skippedAt,
          line: this.#line,
          text,
          length,
          fault: TOO_LONG,
        });
      } else {
        let from = begin;
        let to = end;
        while (from < to && isSpace(bytes[from] as number)) from += 1;
        while (to > from && isSpace(bytes[to - 1] as number)) to -= 1;
        const length = to - from;
        const fault = length > MAX_RECORD_BYTES ? TOO_LONG : undefined;
        if (
          length > 0 &&
          this.#onRecord({ bytes, from, to, offset: offset + from, line: this.#line, text, length, fault })
        )
          continue;
      }
      this.#line += 1;
      begin = end + 1;
      if (begin > bytes.length) break;
    }
    return Math.min(begin, bytes.length);
  }

  end(): void {}
}

const broken = (error: Invalid | Incomplete, line: number): FileRejected =>
  error instanceof Incomplete
    ? new FileRejected("file:truncated", "The JSON ends before its end: the file was cut short.")
    : new FileRejected("file:malformed", `The file is no valid JSON: on line ${line}, ${error.message}.`);

function countLines(bytes: Buffer, to: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

class ArrayShape implements Shape {
  readonly #onRecord: OnRecord;
  readonly #json = new JsonText();
  #state: "start" | "first" | "value" | "next" | "done" = "start";
  #line = 1;
  readonly #fast: FastJson | undefined;

  constructor(onRecord: OnRecord, fast: FastJson | undefined) {
    this.#onRecord = onRecord;
    this.#fast = fast;
    fast?.begin(true);
  }

  read(bytes: Buffer, offset: number, last: boolean): number {
    const text = isText(bytes, last);
    const json = this.#json;
    json.bytes = bytes;
    json.at = 0;
    let done = 0;
    const fast = text ? this.#fast : undefined;
    fast?.load(bytes, offset);
    try {
      for (;;) {
        json.skipSpace();
        if (fast && (this.#state === "value" || this.#state === "first")) {
          const { at, why } = fast.run(json.at, 0);
          if (at > json.at) this.#state = why === "end" ? "next" : "value";
          json.at = at;
          done = at;
          if (why === "more" && !last && bytes.length - at <= MAX_RECORD_BYTES) break;
        }
        done = json.at;
        const byte = bytes[json.at];
        if (byte === undefined) break;
        if (this.#state === "done") throw new Invalid("something follows the array", json.at);
        if (this.#state === "start") {
          json.at += 1;
          this.#state = "first";
        } else if (this.#state === "next") {
          if (byte !== 0x2c && byte !== 0x5d)
            throw new Invalid("neither , nor ] follows an element", json.at);
          json.at += 1;
          this.#state = byte === 0x2c ? "value" : "done";
        } else if (this.#state === "first" && byte === 0x5d) {
          json.at += 1;
          this.#state = "done";
        } else {
          const from = json.at;
          json.value();
          const length = json.at - from;
          const fault = length > MAX_RECORD_BYTES ? TOO_LONG : undefined;
          const { at } = json;
          if (this.#onRecord({ bytes, from, to: at, offset: offset + from, line: 0, text, length, fault })) {
            json.at = from;
            continue;
          }
          json.bytes = bytes;
          this.#state = "next";
        }
      }
    } catch (error) {
      if (error instanceof Invalid) throw broken(error, this.#line + countLines(bytes, error.at));
      if (!(error instanceof Incomplete)) throw error;
      if (last) throw broken(error, 0);
      if (bytes.length - done > 2 * MAX_RECORD_BYTES)
        throw new FileRejected(
          "file:malformed",
          `An element of the array has more than ${MAX_RECORD_BYTES} bytes.`,
        );
    }
    this.#line += countLines(bytes, done);
    return done;
  }

  end(): void {
    if (this.#state !== "done") throw broken(new Incomplete(), 0);
  }
}

const END = Buffer.from(" ");

/** Objects one after the other, each over as many lines as it likes. */
class ObjectsShape implements Shape {
  readonly #onRecord: OnRecord;
  readonly #json = new JsonText();
  #line = 1;

  constructor(onRecord: OnRecord) {
    this.#onRecord = onRecord;
  }

  read(chunk: Buffer, offset: number, last: boolean): number {
    // A number ends where something else begins.
    const bytes = last ? Buffer.concat([chunk, END]) : chunk;
    const text = isText(bytes, last);
    const json = this.#json;
    json.bytes = bytes;
    json.at = 0;
    let done = 0;
    const goTo = (at: number): void => {
      this.#line += countLines(bytes.subarray(done, at), at - done);
      done = at;
    };
    try {
      for (;;) {
        json.skipSpace();
        goTo(json.at);
        if (json.at === bytes.length) break;
        json.value();
        const to = json.at;
        const length = to - done;
        const fault = length > MAX_RECORD_BYTES ? TOO_LONG : undefined;
        const record = {
          bytes,
          from: done,
          to,
          offset: offset + done,
          line: this.#line,
          text,
          length,
          fault,
        };
        // There is no fast path here.
        if (this.#onRecord(record)) this.#onRecord(record);
        goTo(to);
      }
    } catch (error) {
      if (error instanceof Invalid)
        throw broken(error, this.#line + countLines(bytes.subarray(done), error.at - done));
      if (!(error instanceof Incomplete)) throw error;
      if (last) throw broken(error, 0);
      if (bytes.length - done > 2 * MAX_RECORD_BYTES)
        throw new FileRejected("file:malformed", `An object has more than ${MAX_RECORD_BYTES} bytes.`);
    }
    return Math.min(done, chunk.length);
  }

  end(): void {}
}
