// Thrift's compact protocol, as far as Parquet's metadata needs it (apache/thrift, thrift-compact-protocol.md).

const TYPE = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

const FIRST_CAPACITY = 1 << 12;

/** Writes structs, one within the other, one behind the other, into bytes that grow. Fields are added in ascending id. */
export class ThriftWriter {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  #used = 0;
  #lastId = 0;
  /** The last ids of the structs around the one that is open. */
  readonly #outer: number[] = [];

  /** Bytes so far. */
  get length(): number {
    return this.#used;
  }

  /** Those of [from, to); valid until more is written. */
  bytes(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  /** Begins anew, in the same memory. */
  clear(): void {
    this.#used = 0;
  }

  i32(id: number, value: number): this {
    this.#field(id, TYPE.i32);
    this.#varint(zigzag(value));
    return this;
  }

  i64(id: number, value: number): this {
    this.#field(id, TYPE.i64);
    this.#varint(zigzag(value));
    return this;
  }

  text(id: number, value: string): this {
    this.#field(id, TYPE.binary);
    this.#binary(value);
    return this;
  }

  i32s(id: number, values: readonly number[]): this {
    this.#list(id, TYPE.i32, values.length);
    for (const value of values) this.#varint(zigzag(value));
    return this;
  }

  texts(id: number, values: readonly string[]): this {
    this.#list(id, TYPE.binary, values.length);
    for (const value of values) this.#binary(value);
    return this;
  }

  /** A list of so many structs, each of which is begun by `element`. */
  structs(id: number, size: number): this {
    this.#list(id, TYPE.struct, size);
    return this;
  }

  /** Begins a struct as a field; the next fields are its own, until its `end`. */
  struct(id: number): this {
    this.#field(id, TYPE.struct);
    return this.element();
  }

  /** Begins a struct as an element of a list, or by itself. */
  element(): this {
    this.#outer.push(this.#lastId);
    this.#lastId = 0;
    return this;
  }

  /** Ends the struct that was begun last. */
  end(): this {
    this.#reserve(1);
    this.#bytes[this.#used++] = 0;
    this.#lastId = this.#outer.pop() ?? 0;
    return this;
  }

  #field(id: number, type: number): void {
    const delta = id - this.#lastId;
    if (delta < 1 || delta > 15) throw new RangeError(`field ${id} after ${this.#lastId}`);
    this.#reserve(1);
    this.#bytes[this.#used++] = (delta << 4) | type;
    this.#lastId = id;
  }

  #list(id: number, element: number, size: number): void {
    this.#field(id, TYPE.list);
    this.#reserve(1);
    this.#bytes[this.#used++] = ((size < 15 ? size : 15) << 4) | element;
    if (size >= 15) this.#varint(size);
  }

  #binary(value: string): void {
    const length = Buffer.byteLength(value);
    this.#varint(length);
    this.#reserve(length);
    this.#used += this.#bytes.write(value, this.#used);
  }

  #varint(value: number): void {
    this.#reserve(LONGEST_VARINT);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#used++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#used++] = rest;
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length + bytes);
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}

const LONGEST_VARINT = 10;

// Exact up to 2^52, far above any file's size.
const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);
