// Hashes, as functions that DuckDB has not.
import { createHash, createHmac } from "node:crypto";
import { BIGINT, BLOB, DOUBLE, type DuckDBBlobValue, type DuckDBType, VARCHAR } from "@duckdb/node-api";
import type { Native } from "../../../../sql/natives.ts";
import { CHECKSUM_PRIME, murmur3, spooky, xxhash64 } from "../hashes.ts";
import { blob, bytesOf } from "./bytes.ts";

const hmac = (name: string): Native => ({
  parameters: [BLOB, BLOB],
  returns: BLOB,
  of: (data: DuckDBBlobValue, key: DuckDBBlobValue) =>
    blob(createHmac(name, bytesOf(key)).update(bytesOf(data)).digest()),
});

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
function crc32(bytes: Uint8Array): bigint {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return BigInt((crc ^ 0xffffffff) >>> 0);
}

const hashed = (hash: (bytes: Uint8Array) => Uint8Array): Native => ({
  parameters: [BLOB],
  returns: BLOB,
  of: (data: DuckDBBlobValue) => blob(hash(bytesOf(data))),
});
/** The lowest bytes of a number, the highest of them first. */
const wide = (value: bigint, length: 4 | 8): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes.subarray(8 - length);
};
/** What a value adds to a checksum. */
const summand = (type: DuckDBType, write: (value: never) => Uint8Array): Native => ({
  parameters: [type],
  returns: BIGINT,
  of: (value: never) => BigInt.asIntN(64, xxhash64(write(value)) * CHECKSUM_PRIME),
});
const reversed = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();

export const HASHES: Record<string, Native> = {
  trino_xxhash64: hashed((bytes) => wide(xxhash64(bytes), 8)),
  trino_murmur3: hashed(murmur3),
  trino_spooky_32: hashed((bytes) => wide(spooky(bytes), 4)),
  trino_spooky_64: hashed((bytes) => wide(spooky(bytes), 8)),
  trino_summand_of_number: summand(BIGINT, (value: bigint) => reversed(wide(BigInt.asUintN(64, value), 8))),
  trino_summand_of_double: summand(DOUBLE, (value: number) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value, true);
    return new Uint8Array(view.buffer);
  }),
  trino_summand_of_text: summand(VARCHAR, (text: string) => new TextEncoder().encode(text)),
  trino_summand_of_bytes: summand(BLOB, (data: DuckDBBlobValue) => bytesOf(data)),
  trino_checksum_bytes: {
    parameters: [VARCHAR],
    returns: BLOB,
    of: (sum: string) => blob(reversed(wide(BigInt.asUintN(64, BigInt(sum)), 8))),
  },
  trino_sha512: {
    parameters: [BLOB],
    returns: BLOB,
    of: (data: DuckDBBlobValue) => blob(createHash("sha512").update(bytesOf(data)).digest()),
  },
  trino_hmac_md5: hmac("md5"),
  trino_hmac_sha1: hmac("sha1"),
  trino_hmac_sha256: hmac("sha256"),
  trino_hmac_sha512: hmac("sha512"),
  trino_crc32: { parameters: [BLOB], returns: BIGINT, of: (data: DuckDBBlobValue) => crc32(bytesOf(data)) },
};
