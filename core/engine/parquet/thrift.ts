// Reads Thrift's compact protocol (apache/thrift, thrift-compact-protocol.md), as far as Parquet's metadata needs it.
// Nothing is trusted: a length that leaves the bytes, or nesting without end, is an error.

/** The bytes are no Thrift, or not all of it. */
export class NoThrift extends Error {}
/** The bytes end before the struct does: more of them may complete it. */
export class EndsEarly extends NoThrift {}

export const TYPE = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
const FIXED = { byte: 3, double: 7, set: 10, map: 11, uuid: 13 } as const;
const MAX_DEPTH = 32;
/** Bytes of a number of 64 bits. */
const MAX_VARINT = 10;

export class ThriftReader {
  readonly bytes: Uint8Array;
  at: number;
  /** Where the header of the field at hand begins. */
  fieldAt = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Reads a struct; `onField` reads the value of a field that it wants and returns true. */
  struct(onField: (id: number, type: number) => boolean | undefined): void {
    if (this.#depth >= MAX_DEPTH) throw new NoThrift("it nests without end");
    this.#depth += 1;
    let id = 0;
    for (;;) {
      this.fieldAt = this.at;
      const header = this.#byte();
      if (header === 0) break;
      id = header >> 4 === 0 ? this.number() : id + (header >> 4);
      const type = header & 15;
      if (!onField(id, type)) this.skip(type);
    }
    this.#depth -= 1;
  }

  /** Reads a list's header, and each element by `onElement`. */
  list(onElement: (type: number, at: number) => void): void {
    const header = this.#byte();
    const size = header >> 4 === 15 ? this.#varint() : header >> 4;
    // Each element takes a byte at least.
    if (size > this.bytes.length - this.at) throw new EndsEarly("a list is longer than what holds it");
    for (let at = 0; at < size; at++) onElement(header & 15, at);
  }

  /** A number of 16, 32 or 64 bits; beyond 2^53 about. */
  number(): number {
    const value = this.#varint();
    const half = Math.floor(value / 2);
    return value % 2 === 0 ? half : -half - 1;
  }

  binary(): Uint8Array {
    const length = this.#varint();
    const start = this.at;
    this.#pass(length);
    return this.bytes.subarray(start, this.at);
  }

  text(): string {
    return Buffer.from(this.binary()).toString("utf8");
  }

  skip(type: number): void {
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        break;
      case FIXED.byte:
        this.#pass(1);
        break;
      case 4:
      case TYPE.i32:
      case TYPE.i64:
        this.#varint();
        break;
      case FIXED.double:
        this.#pass(8);
        break;
      case TYPE.binary:
        this.#pass(this.#varint());
        break;
      case TYPE.list:
      case FIXED.set:
        this.list((element) => this.#skipElement(element));
        break;
      case FIXED.map:
        this.#skipMap();
        break;
      case TYPE.struct:
        this.struct(() => false);
        break;
      case FIXED.uuid:
        this.#pass(16);
        break;
      default:
        throw new NoThrift(`there is no type ${type}`);
    }
  }

  /** In a list a truth takes a byte of its own. */
  #skipElement(type: number): void {
    if (type === TYPE.true || type === TYPE.false) this.#pass(1);
    else this.skip(type);
  }

  #skipMap(): void {
    const size = this.#varint();
    if (size === 0) return;
    if (size > this.bytes.length - this.at) throw new EndsEarly("a map is longer than what holds it");
    const types = this.#byte();
    for (let at = 0; at < size; at++) {
      this.#skipElement(types >> 4);
      this.#skipElement(types & 15);
    }
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (let length = 0; length < MAX_VARINT; length++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    throw new NoThrift("a number does not end");
  }

  #byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new EndsEarly("it ends before its end");
    this.at += 1;
    return byte;
  }

  #pass(length: number): void {
    if (length > this.bytes.length - this.at) throw new EndsEarly("it ends before its end");
    this.at += length;
  }
}
