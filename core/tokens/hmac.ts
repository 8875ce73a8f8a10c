// HMAC-SHA256 (RFC 2104) in DuckDB's SQL. The key never stands in the text of a statement: its two padded forms are
// session variables, bound as parameters.
import { createHash } from "node:crypto";

const BLOCK_BYTES = 64;
/** The session variables of a key version: what precedes the message, and what precedes the inner hash. */
export const innerVariable = (version: number): string => `headrace_hmac_inner_${version}`;
export const outerVariable = (version: number): string => `headrace_hmac_outer_${version}`;

/** The key, padded and XORed: what precedes the message, and what precedes the inner hash. */
export function paddedKeys(key: Uint8Array): { inner: Uint8Array; outer: Uint8Array } {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? createHash("sha256").update(key).digest() : key);
  return { inner: block.map((byte) => byte ^ 0x36), outer: block.map((byte) => byte ^ 0x5c) };
}

/** Lower-case hex of the HMAC of `sql`, a VARCHAR, as UTF-8, with that version of the key; NULL of NULL. */
export function hmacSql(sql: string, version: number): string {
  const inner = `sha256(getvariable('${innerVariable(version)}') || encode(${sql}))`;
  return `sha256(getvariable('${outerVariable(version)}') || unhex(${inner}))`;
}
