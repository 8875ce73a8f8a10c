// Thrift's compact protocol, as far as Parquet's metadata needs it (apache/thrift, thrift-compact-protocol.md).

const TYPE = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** Writes one struct's bytes. Fields are added in ascending id. */
export class ThriftStruct {
  readonly #bytes: number[] = [];
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

  struct(id: number, value: ThriftStruct): this {
    this.#field(id, TYPE.struct);
    this.#append(value.finish());
    return this;
  }

  structs(id: number, values: readonly ThriftStruct[]): this {
    this.#list(id, TYPE.struct, values.length);
    for (const value of values) this.#append(value.finish());
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

  /** The struct's bytes, with its stop byte. */
  finish(): Uint8Array {
    return Uint8Array.from([...this.#bytes, 0]);
  }

  #field(id: number, type: number): void {
    const delta = id - this.#lastId;
    if (delta < 1 || delta > 15) throw new RangeError(`field ${id} after ${this.#lastId}`);
    this.#bytes.push((delta << 4) | type);
    this.#lastId = id;
  }

  #list(id: number, element: number, size: number): void {
    this.#field(id, TYPE.list);
    if (size < 15) this.#bytes.push((size << 4) | element);
    else {
      this.#bytes.push(0xf0 | element);
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
      this.#bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes.push(rest);
  }

  #append(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }
}

// Exact up to 2^52, far above any file's size.
const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);
