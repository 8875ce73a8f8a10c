// FF1's rounds over many texts at once, for halves that a double holds with sixteen bits to spare: each round is one call
// of the cipher for all of them.
import type { Cipher } from "node:crypto";
import { ROUNDS, type Shape } from "./shape.ts";

const BLOCK = 16;
/** A half is below this: with a word of 16 bits behind it, a remainder is still exact. */
export const SMALL_LIMIT = 2 ** 37;
/** Below this, with a word of 32 bits. */
const SMALLER_LIMIT = 2 ** 21;

/** The number of `numerals`, `count` of them from `at` on. */
function numberAt(numerals: Uint16Array, at: number, count: number, radix: number): number {
  let value = 0;
  for (let place = at; place < at + count; place++) value = value * radix + (numerals[place] as number);
  return value;
}

function writeNumber(numerals: Uint16Array, at: number, count: number, radix: number, value: number): void {
  let rest = value;
  for (let place = at + count - 1; place >= at; place--) {
    const quotient = Math.floor(rest / radix);
    numerals[place] = rest - quotient * radix;
    rest = quotient;
  }
}

/** The remainder of a big-endian number of `size` bytes, a multiple of 4; by words of 16 bits or 32. */
function remainder(bytes: Uint8Array, at: number, size: number, modulus: number): number {
  let rest = 0;
  if (modulus < SMALLER_LIMIT) {
    for (let from = at; from < at + size; from += 4) {
      const word =
        (bytes[from] as number) * 0x100_0000 +
        (((bytes[from + 1] as number) << 16) |
          ((bytes[from + 2] as number) << 8) |
          (bytes[from + 3] as number));
      rest = modulo(rest * 0x1_0000_0000 + word, modulus);
    }
    return rest;
  }
  for (let from = at; from < at + size; from += 2)
    rest = modulo(rest * 0x1_0000 + (((bytes[from] as number) << 8) | (bytes[from + 1] as number)), modulus);
  return rest;
}

/** Far faster than % for what is no 32-bit number; the quotient may be rounded to one too many. */
function modulo(value: number, modulus: number): number {
  const rest = value - Math.floor(value / modulus) * modulus;
  return rest < 0 ? rest + modulus : rest;
}

/** Encrypts or decrypts in place: `numerals` are texts of the shape's length, one after the other. */
export function smallRounds(
  aes: Cipher,
  radix: number,
  shape: Shape,
  numerals: Uint16Array,
  decrypt: boolean,
): void {
  const { length, left, right, numberBytes, randomBytes, blocks } = shape;
  const count = numerals.length / length;
  let one = new Float64Array(count);
  let two = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    one[at] = numberAt(numerals, at * length, left, radix);
    two[at] = numberAt(numerals, at * length + left, right, radix);
  }
  const input = new Uint8Array(count * BLOCK);
  for (let at = 0; at < count; at++) input.set(blocks, at * BLOCK);
  const base = blocks.subarray(BLOCK - numberBytes);
  const roundAt = BLOCK - numberBytes - 1;
  for (let step = 0; step < ROUNDS; step++) {
    const round = decrypt ? ROUNDS - 1 - step : step;
    const modulus = radix ** (round % 2 === 0 ? left : right);
    const source = decrypt ? one : two;
    const target = decrypt ? two : one;
    const roundByte = (blocks[roundAt] as number) ^ round;
    for (let at = 0; at < count; at++) {
      const end = at * BLOCK + BLOCK;
      input[at * BLOCK + roundAt] = roundByte;
      let rest = source[at] as number;
      for (let byte = numberBytes - 1, place = end - 1; byte >= 0; byte--, place--) {
        const quotient = Math.floor(rest / 256);
        input[place] = (base[byte] as number) ^ (rest - quotient * 256);
        rest = quotient;
      }
    }
    const random = aes.update(input);
    for (let at = 0; at < count; at++) {
      const added = remainder(random, at * BLOCK, randomBytes, modulus);
      const before = target[at] as number;
      const sum = decrypt ? before - added : before + added;
      target[at] = sum < 0 ? sum + modulus : sum >= modulus ? sum - modulus : sum;
    }
    [one, two] = [two, one];
  }
  for (let at = 0; at < count; at++) {
    writeNumber(numerals, at * length, left, radix, one[at] as number);
    writeNumber(numerals, at * length + left, right, radix, two[at] as number);
  }
}
