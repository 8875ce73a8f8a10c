// Functions that DuckDB cannot say, as JavaScript: what Java's regular expressions have and RE2 has not, hashes, JSON with its keys
// sorted.
import { createHash, createHmac } from "node:crypto";
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDateValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  VARCHAR,
} from "@duckdb/node-api";
import { isNumber, parseExactly } from "../../../sql/exact-json.ts";
import { everywhere, javaPattern, replaceAll } from "../../../sql/java-patterns.ts";
import type { Native } from "../../../sql/natives.ts";
import { betaCdf, inverseBetaCdf, inverseNormalCdf, normalCdf } from "./distributions.ts";
import { CHECKSUM_PRIME, murmur3, spooky, xxhash64 } from "./hashes.ts";
import { millisecondsOf, bytesOf as sizeOf } from "./quantities.ts";

const bytesOf = (value: DuckDBBlobValue): Uint8Array => value.bytes;
const blob = (bytes: Uint8Array): DuckDBBlobValue => new DuckDBBlobValue(new Uint8Array(bytes));
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

/** `123456` as `123K`. */
function shortNumber(value: number): string {
  const units = ["", "K", "M", "B", "T", "Q"];
  let shown = Math.abs(value);
  let unit = 0;
  while (shown >= 1000 && unit < units.length - 1) {
    shown /= 1000;
    unit++;
  }
  const digits = shown < 10 ? 2 : shown < 100 ? 1 : 0;
  return `${value < 0 ? "-" : ""}${Number(shown.toFixed(digits))}${units[unit]}`;
}

const hmac = (name: string): Native => ({
  parameters: [BLOB, BLOB],
  returns: BLOB,
  of: (data: DuckDBBlobValue, key: DuckDBBlobValue) =>
    blob(createHmac(name, bytesOf(key)).update(bytesOf(data)).digest()),
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null || isNumber(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
/** JSON with the keys of its objects sorted and without blanks, numbers as they were written. */
export function sortedJson(text: string): string {
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch {
    throw new Error(`INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '${text}'`);
  }
  return JSON.stringify(sorted(value));
}

/** The number at a path, as it is written. */
function numberAt(text: string, path: string): string | null {
  let value: unknown = parseExactly(text);
  for (const [, name, quoted, index] of path.matchAll(/\.([\w-]+)|\."([^"]*)"|\[(\d+)\]/g))
    value = (value as Record<string, unknown> | undefined)?.[name ?? quoted ?? index ?? ""];
  return isNumber(value) ? JSON.stringify(value) : null;
}

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

function humanSeconds(seconds: number): string {
  const sign = seconds < 0 ? "-" : "";
  let rest = Math.abs(Math.round(seconds));
  const parts: string[] = [];
  for (const [name, length] of [
    ["week", 604_800],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ] as const) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.length === 0 ? "0 seconds" : sign + parts.join(", ");
}

/** `2020-W10-3`, `2020-123` and `2020-03-04`, as days since 1970. */
function isoDate(text: string): number {
  const day = 86_400_000;
  const week = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/.exec(text);
  if (week) {
    const start = Date.UTC(Number(week[1]), 0, 4);
    const monday = start / day - ((new Date(start).getUTCDay() + 6) % 7);
    return monday + (Number(week[2]) - 1) * 7 + Number(week[3] ?? 1) - 1;
  }
  const ordinal = /^(\d{4})-(\d{3})$/.exec(text);
  if (ordinal) return Date.UTC(Number(ordinal[1]), 0, 1) / day + Number(ordinal[2]) - 1;
  const plain = /^([+-]?\d{4,})-(\d\d)(?:-(\d\d))?$/.exec(text);
  const time = plain ? Date.UTC(Number(plain[1]), Number(plain[2]) - 1, Number(plain[3] ?? 1)) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).getUTCMonth() !== Number(plain?.[2]) - 1)
    throw new Error(`INVALID_FUNCTION_ARGUMENT: Invalid format: "${text}"`);
  return time / day;
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
const doubles = (count: 2 | 3, of: (...values: number[]) => number, check: Check): Native => ({
  parameters: Array.from({ length: count }, () => DOUBLE),
  returns: DOUBLE,
  of: (...values: number[]) => {
    const fault = check(...values);
    if (fault) throw new Error(`INVALID_FUNCTION_ARGUMENT: ${fault}`);
    return of(...values);
  },
});
type Check = (...values: number[]) => string | false;
const isShare = (p = 0): boolean => p >= 0 && p <= 1;

export const NATIVES: Record<string, Native> = {
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
  trino_normal_cdf: doubles(
    3,
    normalCdf,
    (_, deviation = 0) => deviation <= 0 && "standardDeviation must be > 0",
  ),
  trino_inverse_normal_cdf: doubles(3, inverseNormalCdf, (_, deviation = 0, p = 0) =>
    p <= 0 || p >= 1 ? "p must be 0 > p > 1" : deviation <= 0 && "sd must be > 0",
  ),
  trino_beta_cdf: doubles(3, betaCdf, (a = 0, b = 0, x = 0) =>
    isShare(x) ? (a <= 0 || b <= 0) && "a, b must be > 0" : "value must be 0 >= value >= 1",
  ),
  trino_inverse_beta_cdf: doubles(3, inverseBetaCdf, (a = 0, b = 0, p = 0) =>
    isShare(p) ? (a <= 0 || b <= 0) && "a, b must be > 0" : "p must be 0 >= p >= 1",
  ),
  trino_json_number: {
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, path: string) => numberAt(text, path),
  },
  trino_data_size: { parameters: [VARCHAR], returns: VARCHAR, of: sizeOf },
  trino_duration: { parameters: [VARCHAR], returns: BIGINT, of: millisecondsOf },
  trino_sorted_json: { parameters: [VARCHAR], returns: VARCHAR, of: sortedJson },
  trino_java_like: {
    parameters: [VARCHAR, VARCHAR],
    returns: BOOLEAN,
    of: (text: string, pattern: string) => javaPattern(pattern).test(text),
  },
  trino_java_extract: {
    parameters: [VARCHAR, VARCHAR, INTEGER],
    returns: VARCHAR,
    of: (text: string, pattern: string, group: number) => {
      const found = javaPattern(pattern).exec(text);
      return found?.[group] ?? null;
    },
  },
  trino_java_extract_all: {
    parameters: [VARCHAR, VARCHAR, INTEGER],
    returns: LIST(VARCHAR),
    of: (text: string, pattern: string, group: number) => {
      const found = [...text.matchAll(everywhere(pattern))].map((m) => m[group] ?? null);
      return { items: found } as unknown as DuckDBValue;
    },
  },
  trino_java_replace: {
    parameters: [VARCHAR, VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, pattern: string, by: string) => replaceAll(text, pattern, by),
  },
  trino_java_count: {
    parameters: [VARCHAR, VARCHAR],
    returns: BIGINT,
    of: (text: string, pattern: string) => BigInt([...text.matchAll(everywhere(pattern))].length),
  },
  trino_java_position: {
    parameters: [VARCHAR, VARCHAR, BIGINT, BIGINT],
    returns: INTEGER,
    of: (text: string, pattern: string, start: bigint, occurrence: bigint) => {
      const characters = [...text];
      const skipped = characters.slice(0, Number(start) - 1).join("").length;
      const found = [...text.matchAll(everywhere(pattern))].filter((m) => m.index >= skipped);
      const at = found[Number(occurrence) - 1];
      return at ? [...text.slice(0, at.index)].length + 1 : -1;
    },
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
  trino_format_number: { parameters: [DOUBLE], returns: VARCHAR, of: shortNumber },
  trino_human_seconds: {
    parameters: [BIGINT],
    returns: VARCHAR,
    of: (seconds: bigint) => humanSeconds(Number(seconds)),
  },
  trino_iso_date: {
    parameters: [VARCHAR],
    returns: DATE,
    of: (text: string) => new DuckDBDateValue(isoDate(text)),
  },
};
