// Columns of a block file, in Parquet's PLAIN encoding.

/** A column while a row group is gathered. */
export interface BlockColumn {
  readonly name: string;
  readonly physical: "text" | "int64" | "double" | "boolean";
  /** What an int64 stands for, where it is no plain number. */
  readonly meaning?: "timestamp" | { readonly precision: number; readonly scale: number };
  /** Whether values may be null: then levels precede them. */
  readonly optional: boolean;
  /** The page's body as parts to write one after the other; valid until `clear`. */
  page(): Uint8Array[];
  clear(): void;
}

/** Bytes of levels without their bits: a length of 4, and a run's header. */
const LEVELS_HEADER_BYTES = 10;

/** Levels of a page, as parts: RLE/bit-packed hybrid of width 1, behind its length of 4 bytes. `bits`: one per row, 1 for a value. */
export function definitionLevels(rows: number, values: number, bits: Uint8Array): Uint8Array[] {
  const out = Buffer.allocUnsafe(LEVELS_HEADER_BYTES);
  const groups = Math.ceil(rows / 8);
  // One run of all rows alike, where they are.
  const alike = values === rows || values === 0;
  let at = 4;
  let rest = alike ? rows << 1 : (groups << 1) | 1;
  for (; rest >= 0x80; rest >>>= 7) out[at++] = (rest & 0x7f) | 0x80;
  out[at++] = rest;
  if (alike) out[at++] = values === 0 ? 0 : 1;
  const body = alike ? 0 : groups;
  out.writeUInt32LE(at - 4 + body);
  const header = out.subarray(0, at);
  return alike ? [header] : [header, bits.subarray(0, groups)];
}

const FIRST_CAPACITY = 1 << 16;

function grown(bytes: Uint8Array, used: number, needed: number): Uint8Array<ArrayBuffer> {
  let capacity = bytes.length;
  while (capacity < used + needed) capacity *= 2;
  const larger = new Uint8Array(capacity);
  larger.set(bytes.subarray(0, used));
  return larger;
}

function startsWith(bytes: Uint8Array, from: number, other: Uint8Array): boolean {
  for (let at = 0; at < other.length; at++) if (bytes[from + at] !== other[at]) return false;
  return true;
}

/** Texts, each as a little-endian length of 4 bytes and its UTF-8. Nulls take no bytes, only a level. */
export class TextColumn implements BlockColumn {
  readonly physical = "text";
  readonly name: string;
  readonly optional: boolean;
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #used = 0;
  #levels = new Uint8Array(1 << 12);
  #rows = 0;
  #values = 0;

  constructor(name: string, optional: boolean) {
    this.name = name;
    this.optional = optional;
  }

  /** Appends source[start, end). */
  append(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    let at = this.#used;
    if (at + length + 4 > this.#bytes.length) this.#bytes = grown(this.#bytes, at, length + 4);
    const bytes = this.#bytes;
    bytes[at] = length;
    bytes[at + 1] = length >>> 8;
    bytes[at + 2] = length >>> 16;
    bytes[at + 3] = length >>> 24;
    at += 4;
    // A loop beats the call into native code for the short fields that most are.
    if (length < 48) for (let from = start; from < end; from++) bytes[at++] = source[from] as number;
    else {
      bytes.set(source.subarray(start, end), at);
      at += length;
    }
    this.#used = at;
    this.#level(1);
  }

  /** Appends source[start, end) with each doubled `quote` made single. */
  appendUnescaped(source: Uint8Array, start: number, end: number, quote: Uint8Array): void {
    if (this.#used + end - start + 4 > this.#bytes.length)
      this.#bytes = grown(this.#bytes, this.#used, end - start + 4);
    const bytes = this.#bytes;
    const first = quote[0] as number;
    const begin = this.#used + 4;
    let at = begin;
    for (let from = start; from < end; from++) {
      const byte = source[from] as number;
      bytes[at++] = byte;
      if (byte !== first || !startsWith(source, from, quote)) continue;
      for (let rest = 1; rest < quote.length; rest++) bytes[at++] = quote[rest] as number;
      from += 2 * quote.length - 1;
    }
    const length = at - begin;
    bytes[begin - 4] = length;
    bytes[begin - 3] = length >>> 8;
    bytes[begin - 2] = length >>> 16;
    bytes[begin - 1] = length >>> 24;
    this.#used = at;
    this.#level(1);
  }

  appendNull(): void {
    this.#level(0);
  }

  #level(level: 0 | 1): void {
    if (this.optional) {
      const at = this.#rows >> 3;
      if (at === this.#levels.length) this.#levels = grown(this.#levels, at, 1);
      if (level === 1) this.#levels[at] = (this.#levels[at] as number) | (1 << (this.#rows & 7));
    }
    this.#rows += 1;
    this.#values += level;
  }

  page(): Uint8Array[] {
    const values = this.#bytes.subarray(0, this.#used);
    return this.optional ? [...definitionLevels(this.#rows, this.#values, this.#levels), values] : [values];
  }

  clear(): void {
    this.#used = 0;
    this.#rows = 0;
    this.#values = 0;
    this.#levels.fill(0);
  }
}

/** Whole numbers from 0 to 2^53, each in 8 bytes. */
export class LongColumn implements BlockColumn {
  readonly physical = "int64";
  readonly name: string;
  readonly optional = false;
  #words = new Uint32Array(1 << 12);
  #rows = 0;

  constructor(name: string) {
    this.name = name;
  }

  append(value: number): void {
    const at = this.#rows * 2;
    if (at === this.#words.length) {
      const larger = new Uint32Array(at * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[at] = value;
    this.#words[at + 1] = value / 0x1_0000_0000;
    this.#rows += 1;
  }

  page(): Uint8Array[] {
    return [new Uint8Array(this.#words.buffer, 0, this.#rows * 8)];
  }

  clear(): void {
    this.#rows = 0;
  }
}
