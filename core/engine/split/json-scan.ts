// Bytes → the top-level values of a JSON text: lines of NDJSON, the elements of an array, or values one after the other.

import { FileRejected } from "../file-rejected.ts";
import { ArrayShape } from "./json-array.ts";
import { LinesShape } from "./json-lines.ts";
import { ObjectsShape } from "./json-objects.ts";
import { type FastJson, isSpace, LF, type OnRecord, type Shape } from "./json-shape.ts";
import { Incomplete, Invalid, JsonText } from "./json-text.ts";
import { MAX_RECORD_BYTES } from "./record.ts";
import { Window } from "./window.ts";

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
