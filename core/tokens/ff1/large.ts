// FF1's rounds over many texts at once, for halves of any size.
import type { Cipher } from "node:crypto";
import { ROUNDS, type Shape } from "./shape.ts";

const BLOCK = 16;

function numberAt(numerals: Uint16Array, at: number, count: number, radix: bigint): bigint {
  let value = 0n;
  for (let place = at; place < at + count; place++) value = value * radix + BigInt(numerals[place] as number);
  return value;
}

function writeNumber(numerals: Uint16Array, at: number, count: number, radix: bigint, value: bigint): void {
  let rest = value;
  for (let place = at + count - 1; place >= at; place--) {
    numerals[place] = Number(rest % radix);
    rest /= radix;
  }
}

const bytesOf = (value: bigint, size: number): Buffer =>
  Buffer.from(value.toString(16).padStart(size * 2, "0"), "hex");

/** Each text's blocks chained: the last one under the cipher, of all texts one after the other. */
function chained(aes: Cipher, inputs: readonly Uint8Array[], blocks: number): Buffer {
  const joined = Buffer.alloc(inputs.length * BLOCK);
  let state = Buffer.alloc(inputs.length * BLOCK);
  for (let block = 0; block < blocks; block++) {
    for (const [at, input] of inputs.entries())
      for (let byte = 0; byte < BLOCK; byte++) {
        const place = at * BLOCK + byte;
        joined[place] = (state[place] as number) ^ (input[block * BLOCK + byte] as number);
      }
    state = aes.update(joined);
  }
  return state;
}

/** The first block, and as many more as it takes: each the first one XORed with its number, under the cipher. */
function stretched(aes: Cipher, first: Buffer, blocks: number): Buffer[] {
  const parts = [first];
  for (let block = 1; block < blocks; block++) {
    const input = Buffer.from(first);
    for (let at = 0; at < input.length; at += BLOCK) {
      const low = at + BLOCK - 4;
      input.writeUInt32BE((input.readUInt32BE(low) ^ block) >>> 0, low);
    }
    parts.push(aes.update(input));
  }
  return parts;
}

/** Encrypts or decrypts in place: `numerals` are texts of the shape's length, one after the other. */
export function largeRounds(
  aes: Cipher,
  radix: number,
  shape: Shape,
  numerals: Uint16Array,
  decrypt: boolean,
): void {
  const { length, left, right, numberBytes, randomBytes, blocks } = shape;
  const count = numerals.length / length;
  const base = BigInt(radix);
  const moduli = [base ** BigInt(left), base ** BigInt(right)];
  let one = Array.from({ length: count }, (_, at) => numberAt(numerals, at * length, left, base));
  let two = Array.from({ length: count }, (_, at) => numberAt(numerals, at * length + left, right, base));
  for (let step = 0; step < ROUNDS; step++) {
    const round = decrypt ? ROUNDS - 1 - step : step;
    const modulus = moduli[round % 2] as bigint;
    const source = decrypt ? one : two;
    const target = decrypt ? two : one;
    const inputs = source.map((value) => {
      const input = Uint8Array.from(blocks);
      const from = input.length - numberBytes;
      input[from - 1] = (input[from - 1] as number) ^ round;
      for (const [at, byte] of bytesOf(value, numberBytes).entries())
        input[from + at] = (input[from + at] as number) ^ byte;
      return input;
    });
    const first = chained(aes, inputs, blocks.length / BLOCK);
    const parts = stretched(aes, first, Math.ceil(randomBytes / BLOCK));
    for (let at = 0; at < count; at++) {
      const random = Buffer.concat(parts.map((part) => part.subarray(at * BLOCK, (at + 1) * BLOCK)));
      const added = BigInt(`0x${random.toString("hex", 0, randomBytes)}`) % modulus;
      const before = target[at] as bigint;
      target[at] = (decrypt ? before - added + modulus : before + added) % modulus;
    }
    [one, two] = [two, one];
  }
  for (let at = 0; at < count; at++) {
    writeNumber(numerals, at * length, left, base, one[at] as bigint);
    writeNumber(numerals, at * length + left, right, base, two[at] as bigint);
  }
}
