// Thrift's compact protocol, copied from a reader with some values changed: all else stays byte for byte as it is.
import type { ThriftReader } from "./thrift.ts";

const STRUCT = 12;
const SHORT_LIST = 15;

export class ThriftEdit {
  readonly #reader: ThriftReader;
  readonly #parts: Uint8Array[] = [];
  /** Up to where the reader's bytes have been copied. */
  #copied: number;

  constructor(reader: ThriftReader) {
    this.#reader = reader;
    this.#copied = reader.at;
  }

  /** Passes a struct; `onField` passes the value of a field by one of these methods, and returns true, or leaves it as it is. */
  struct(onField: (id: number, type: number) => boolean): void {
    this.#reader.struct(onField);
  }

  list(onElement: () => void): void {
    this.#reader.list(onElement);
  }

  /** Replaces a number of 16, 32 or 64 bits. */
  number(change: (value: number) => number): void {
    this.#copy();
    const value = change(this.#reader.number());
    this.#parts.push(varint(value >= 0 ? value * 2 : -value * 2 - 1));
    this.#copied = this.#reader.at;
  }

  /** Replaces a list by one of these structs. */
  structs(values: readonly Uint8Array[]): void {
    this.#copy();
    this.#reader.list((type) => this.#reader.skip(type));
    const { length } = values;
    if (length < SHORT_LIST) this.#parts.push(Uint8Array.of((length << 4) | STRUCT));
    else this.#parts.push(Uint8Array.of((SHORT_LIST << 4) | STRUCT), varint(length));
    this.#parts.push(...values);
    this.#copied = this.#reader.at;
  }

  /** All that was passed. */
  finish(): Buffer {
    this.#copy();
    return Buffer.concat(this.#parts);
  }

  #copy(): void {
    this.#parts.push(this.#reader.bytes.subarray(this.#copied, this.#reader.at));
    this.#copied = this.#reader.at;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
