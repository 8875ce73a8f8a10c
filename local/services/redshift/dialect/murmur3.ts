// MurmurHash3 in 32 bits (Murmur3A), of bytes. Source: Austin Appleby's description; Apache Iceberg's specification of hashes.

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** A signed integer of 32 bits. */
export function murmur3(bytes: Uint8Array, seed: number): number {
  let hash = seed | 0;
  const blocks = bytes.length >> 2;
  for (let i = 0; i < blocks; i++) {
    const at = i * 4;
    const k =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    hash ^= Math.imul(rotated(Math.imul(k, C1), 15), C2);
    hash = (Math.imul(rotated(hash, 13), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= blocks * 4; i--) rest = (rest << 8) | (bytes[i] as number);
  hash ^= Math.imul(rotated(Math.imul(rest, C1), 15), C2);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
