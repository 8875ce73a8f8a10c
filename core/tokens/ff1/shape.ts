// FF1's fixed parts for texts of one length (NIST SP 800-38G Rev. 1, algorithms 7 and 8): sizes, and the blocks that are
// the same for every text, already under the cipher.
import type { Cipher } from "node:crypto";

const BLOCK = 16;
export const ROUNDS = 10;

export interface Shape {
  /** Numerals of a text, and of its left and right halves. */
  readonly length: number;
  readonly left: number;
  readonly right: number;
  /** Bytes of a half as a number (NIST's b), and of the pseudo-random number that is added to it (d). */
  readonly numberBytes: number;
  readonly randomBytes: number;
  /** Blocks that end with the round and the half's number, XORed with all that precedes them. */
  readonly blocks: Uint8Array;
}

/** Bytes that hold a number below radix ** numerals. */
function bytesOf(radix: number, numerals: number): number {
  const bits = (BigInt(radix) ** BigInt(numerals) - 1n).toString(2).length;
  return Math.ceil(bits / 8);
}

export function shapeOf(aes: Cipher, radix: number, tweak: Uint8Array, length: number): Shape {
  const left = Math.floor(length / 2);
  const right = length - left;
  const numberBytes = bytesOf(radix, right);
  const randomBytes = 4 * Math.ceil(numberBytes / 4) + 4;
  const first = Buffer.alloc(BLOCK);
  first.set([1, 2, 1, radix >>> 16, (radix >>> 8) & 0xff, radix & 0xff, ROUNDS, left & 0xff]);
  first.writeUInt32BE(length, 8);
  first.writeUInt32BE(tweak.length, 12);
  const size = Math.ceil((tweak.length + 1 + numberBytes) / BLOCK) * BLOCK;
  const padded = new Uint8Array(size);
  padded.set(tweak);
  // What comes before the round's byte is the same for all: chained up to the block where that lies.
  const varying = Math.floor((size - numberBytes - 1) / BLOCK) * BLOCK;
  let chained: Uint8Array = aes.update(first);
  for (let at = 0; at < varying; at += BLOCK)
    chained = aes.update(chained.map((byte, place) => byte ^ (padded[at + place] as number)));
  const blocks = padded.slice(varying);
  for (let at = 0; at < BLOCK; at++) blocks[at] = (blocks[at] as number) ^ (chained[at] as number);
  return { length, left, right, numberBytes, randomBytes, blocks };
}
