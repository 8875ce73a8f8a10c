// Hashes of bytes that neither DuckDB nor Node has: xxHash64, MurmurHash3 (128 bits, x64) and SpookyHash V2.

const MASK = (1n << 64n) - 1n;
const rotl = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & MASK;
const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const round = (accumulator: bigint, input: bigint): bigint =>
  (rotl((accumulator + input * P2) & MASK, 31n) * P1) & MASK;

/** xxHash64 with the seed 0. */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = viewOf(bytes);
  const { length } = bytes;
  let at = 0;
  let hash = P5;
  if (length >= 32) {
    const lanes = [(P1 + P2) & MASK, P2, 0n, -P1 & MASK];
    for (; at + 32 <= length; at += 32)
      for (let i = 0; i < 4; i++) lanes[i] = round(lanes[i] as bigint, view.getBigUint64(at + 8 * i, true));
    hash = [1n, 7n, 12n, 18n].reduce((sum, by, i) => (sum + rotl(lanes[i] as bigint, by)) & MASK, 0n);
    for (const lane of lanes) hash = ((hash ^ round(0n, lane)) * P1 + P4) & MASK;
  }
  hash = (hash + BigInt(length)) & MASK;
  for (; at + 8 <= length; at += 8)
    hash = (rotl(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4) & MASK;
  if (at + 4 <= length) {
    hash = (rotl(hash ^ ((BigInt(view.getUint32(at, true)) * P1) & MASK), 23n) * P2 + P3) & MASK;
    at += 4;
  }
  for (; at < length; at++)
    hash = (rotl(hash ^ ((BigInt(bytes[at] as number) * P5) & MASK), 11n) * P1) & MASK;
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return hash ^ (hash >> 32n);
}

/** What each row of a checksum adds. */
export const CHECKSUM_PRIME = P1;

const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;

function finished(hash: bigint): bigint {
  const once = ((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn) & MASK;
  const twice = ((once ^ (once >> 33n)) * 0xc4ceb9fe1a85ec53n) & MASK;
  return twice ^ (twice >> 33n);
}

/** Bytes from the lowest on as a number. */
const little = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** MurmurHash3 of 128 bits with the seed 0, as its bytes. */
export function murmur3(bytes: Uint8Array): Uint8Array {
  const view = viewOf(bytes);
  const { length } = bytes;
  let [h1, h2] = [0n, 0n];
  const mix1 = (k: bigint): bigint => (rotl((k * C1) & MASK, 31n) * C2) & MASK;
  const mix2 = (k: bigint): bigint => (rotl((k * C2) & MASK, 33n) * C1) & MASK;
  const blocks = length - (length % 16);
  for (let at = 0; at < blocks; at += 16) {
    h1 = ((rotl(h1 ^ mix1(view.getBigUint64(at, true)), 27n) + h2) * 5n + 0x52dce729n) & MASK;
    h2 = ((rotl(h2 ^ mix2(view.getBigUint64(at + 8, true)), 31n) + h1) * 5n + 0x38495ab5n) & MASK;
  }
  const tail = bytes.subarray(blocks);
  if (tail.length > 8) h2 ^= mix2(little(tail.subarray(8)));
  if (tail.length > 0) h1 ^= mix1(little(tail.subarray(0, 8)));
  h1 ^= BigInt(length);
  h2 ^= BigInt(length);
  h1 = (h1 + h2) & MASK;
  h2 = (h2 + h1) & MASK;
  h1 = finished(h1);
  h2 = finished(h2);
  h1 = (h1 + h2) & MASK;
  h2 = (h2 + h1) & MASK;
  const out = new DataView(new ArrayBuffer(16));
  out.setBigUint64(0, h1, true);
  out.setBigUint64(8, h2, true);
  return new Uint8Array(out.buffer);
}

const SPOOKY = 0xdeadbeefdeadbeefn;
const MIX = [50n, 52n, 30n, 41n, 54n, 48n, 38n, 37n, 62n, 34n, 5n, 36n];
const END = [15n, 52n, 26n, 51n, 28n, 9n, 47n, 54n, 32n, 25n, 63n];
/** Longer messages are hashed by another algorithm. */
const SHORT = 192;

/** SpookyHash V2 with the seed 0, in 64 bits. */
export function spooky(bytes: Uint8Array): bigint {
  if (bytes.length >= SHORT)
    throw new Error(
      `NOT_SUPPORTED: a Spooky hash of ${SHORT} bytes or more is not available in the local Athena`,
    );
  const view = viewOf(bytes);
  const h = [0n, 0n, SPOOKY, SPOOKY];
  const add = (i: number, value: bigint): void => {
    h[i] = ((h[i] as bigint) + value) & MASK;
  };
  const mix = (): void => {
    for (const [n, by] of MIX.entries()) {
      const [x, y, z] = [(n + 2) % 4, (n + 3) % 4, n % 4];
      h[x] = (rotl(h[x] as bigint, by) + (h[y] as bigint)) & MASK;
      h[z] = (h[z] as bigint) ^ (h[x] as bigint);
    }
  };
  let at = 0;
  for (; at + 32 <= bytes.length; at += 32) {
    add(2, view.getBigUint64(at, true));
    add(3, view.getBigUint64(at + 8, true));
    mix();
    add(0, view.getBigUint64(at + 16, true));
    add(1, view.getBigUint64(at + 24, true));
  }
  if (at + 16 <= bytes.length) {
    add(2, view.getBigUint64(at, true));
    add(3, view.getBigUint64(at + 8, true));
    mix();
    at += 16;
  }
  const tail = bytes.subarray(at);
  add(3, (BigInt(bytes.length) << 56n) & MASK);
  if (tail.length === 0) {
    add(2, SPOOKY);
    add(3, SPOOKY);
  } else {
    add(2, little(tail.subarray(0, 8)));
    add(3, little(tail.subarray(8)));
  }
  for (const [n, by] of END.entries()) {
    const [x, y] = [(n + 3) % 4, (n + 2) % 4];
    h[x] = (h[x] as bigint) ^ (h[y] as bigint);
    h[y] = rotl(h[y] as bigint, by);
    add(x, h[y] as bigint);
  }
  return h[0] as bigint;
}
