// Thrift's compact protocol, as far as Parquet's metadata needs it (apache/thrift, thrift-compact-protocol.md).

const TYPE = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

const FIRST_CAPACITY = 128;

/** Writes one struct's bytes. Fields are added in ascending id; nested structs are given as their finished bytes. */
export class ThriftStruct {
  // Node's pool is quicker than memory that is cleared first, and a block has a few structs for each column of each row group.
  #bytes: Uint8Array = Buffer.allocUnsafe(FIRST_CAPACITY);
  #used = 0;
  #lastId = 0;

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

  struct(id: number, value: Uint8Array): this {
    this.#field(id, TYPE.struct);
    this.#append(value);
    return this;
  }

  structs(id: number, values: readonly Uint8Array[]): this {
    this.#list(id, TYPE.struct, values.length);
    for (const value of values) this.#append(value);
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

  /** The struct's bytes, with its stop byte. It takes no more fields. */
  finish(): Uint8Array {
    this.#byte(0);
    return this.#bytes.subarray(0, this.#used);
  }

  #field(id: number, type: number): void {
    const delta = id - this.#lastId;
    if (delta < 1 || delta > 15) throw new RangeError(`field ${id} after ${this.#lastId}`);
    this.#byte((delta << 4) | type);
    this.#lastId = id;
  }

  #list(id: number, element: number, size: number): void {
    this.#field(id, TYPE.list);
    if (size < 15) this.#byte((size << 4) | element);
    else {
      this.#byte(0xf0 | element);
      this.#varint(size);
    }
  }

  #binary(value: string): void {
    const bytes = Buffer.from(value);
    this.#varint(bytes.length);
    this.#append(bytes);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#used++] = byte;
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #reserve(bytes: number): void {
    let capacity = this.#bytes.length;
    while (capacity < this.#used + bytes) capacity *= 2;
    if (capacity === this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(capacity);
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}

// Exact up to 2^52, far above any file's size.
const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);
