// Bytes as numbers and texts, and back.
import {
  BIGINT,
  BLOB,
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import type { Native } from "../../../../sql/natives.ts";

export const bytesOf = (value: DuckDBBlobValue): Uint8Array => value.bytes;
export const blob = (bytes: Uint8Array): DuckDBBlobValue => new DuckDBBlobValue(new Uint8Array(bytes));
/** A number as bytes, the highest first. */
const toBytes = (
  type: DuckDBType,
  length: number,
  write: (view: DataView, value: number | bigint) => void,
): Native => ({
  parameters: [type],
  returns: BLOB,
  of: (value: number | bigint) => {
    const bytes = new Uint8Array(length);
    write(new DataView(bytes.buffer), value);
    return blob(bytes);
  },
});
const fromBytes = (type: DuckDBType, length: number, read: (view: DataView) => DuckDBValue): Native => ({
  parameters: [BLOB],
  returns: type,
  of: (data: DuckDBBlobValue) => {
    if (data.bytes.length !== length)
      throw new Error(
        `INVALID_FUNCTION_ARGUMENT: expected ${length}-byte input, but got instead: ${data.bytes.length}`,
      );
    return read(new DataView(Uint8Array.from(data.bytes).buffer));
  },
});

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
function toBase32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  let text = "";
  for (let i = 0; i < bits.length; i += 5)
    text += BASE32[Number.parseInt(bits.slice(i, i + 5).padEnd(5, "0"), 2)];
  return text.padEnd(Math.ceil(text.length / 8) * 8, "=");
}
function fromBase32(text: string): Uint8Array {
  const bits = [...text.replace(/=+$/, "")]
    .map((char) => {
      const index = BASE32.indexOf(char.toUpperCase());
      if (index < 0) throw new Error(`INVALID_FUNCTION_ARGUMENT: Invalid input character ${char}`);
      return index.toString(2).padStart(5, "0");
    })
    .join("");
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2),
  );
}

export const BYTE_NATIVES: Record<string, Native> = {
  trino_to_base32: {
    parameters: [BLOB],
    returns: VARCHAR,
    of: (data: DuckDBBlobValue) => toBase32(bytesOf(data)),
  },
  trino_from_base32: { parameters: [VARCHAR], returns: BLOB, of: (text: string) => blob(fromBase32(text)) },
  trino_from_utf8: {
    parameters: [BLOB, VARCHAR],
    returns: VARCHAR,
    of: (data: DuckDBBlobValue, by: string) =>
      new TextDecoder("utf-8").decode(bytesOf(data)).replaceAll("\ufffd", by),
  },
  trino_to_big_endian_32: toBytes(INTEGER, 4, (view, value) => view.setInt32(0, Number(value))),
  trino_to_big_endian_64: toBytes(BIGINT, 8, (view, value) => view.setBigInt64(0, BigInt(value))),
  trino_to_ieee754_32: toBytes(FLOAT, 4, (view, value) => view.setFloat32(0, Number(value))),
  trino_to_ieee754_64: toBytes(DOUBLE, 8, (view, value) => view.setFloat64(0, Number(value))),
  trino_from_big_endian_32: fromBytes(INTEGER, 4, (view) => view.getInt32(0)),
  trino_from_big_endian_64: fromBytes(BIGINT, 8, (view) => view.getBigInt64(0)),
  trino_from_ieee754_32: fromBytes(FLOAT, 4, (view) => view.getFloat32(0)),
  trino_from_ieee754_64: fromBytes(DOUBLE, 8, (view) => view.getFloat64(0)),
};
