// FF1, format-preserving encryption (NIST SP 800-38G Rev. 1), over numerals and in batches: AES comes from node:crypto, one
// call for thousands of texts, where a call for each text's each round costs eighty times as much.
import { type Cipher, createCipheriv } from "node:crypto";
import { HeadraceError } from "../../errors.ts";
import { largeRounds } from "./large.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { SMALL_LIMIT, smallRounds } from "./small.ts";

/** NIST's: a domain holds at least so many texts. */
const LEAST_DOMAIN = 1_000_000;
const MOST_RADIX = 2 ** 16;
/** Ours; NIST's is 2 ** 32. */
export const MOST_NUMERALS = 256;
const MOST_TWEAK_BYTES = 256;
const BATCH = 8192;

/** Numerals that a text has at least: as many as make a domain of a million. */
export function leastNumerals(radix: number): number {
  let numerals = 2;
  while (radix ** numerals < LEAST_DOMAIN) numerals += 1;
  return numerals;
}

const refused = (message: string, fix: string): HeadraceError =>
  new HeadraceError("ff1_refused", message, fix);

export class Ff1 {
  readonly radix: number;
  readonly least: number;
  readonly #key: Uint8Array;
  readonly #tweak: Uint8Array;
  #aes: Cipher | undefined;
  readonly #shapes = new Map<number, Shape>();

  /** `key` of 16, 24 or 32 bytes; `radix` 2 to 65536. Throws HeadraceError for what NIST forbids. */
  constructor(key: Uint8Array, radix: number, tweak: Uint8Array = new Uint8Array()) {
    if (![16, 24, 32].includes(key.length))
      throw refused(`An AES key of ${key.length} bytes is none.`, "Give 16, 24 or 32 bytes.");
    if (!Number.isInteger(radix) || radix < 2 || radix > MOST_RADIX)
      throw refused(`FF1 has no radix ${radix}.`, `Give a radix of 2 to ${MOST_RADIX}.`);
    if (tweak.length > MOST_TWEAK_BYTES)
      throw refused(`A tweak of ${tweak.length} bytes is too long.`, `Give ${MOST_TWEAK_BYTES} at most.`);
    this.radix = radix;
    this.least = leastNumerals(radix);
    this.#key = key;
    this.#tweak = tweak;
  }

  /** Encrypts in place texts of `length` numerals each, one after the other. */
  encrypt(numerals: Uint16Array, length: number): void {
    this.#run(numerals, length, false);
  }

  /** Takes `encrypt` back, in place. */
  decrypt(numerals: Uint16Array, length: number): void {
    this.#run(numerals, length, true);
  }

  #run(numerals: Uint16Array, length: number, decrypt: boolean): void {
    if (!Number.isInteger(length) || length < this.least || length > MOST_NUMERALS)
      throw refused(
        `FF1 takes no text of ${length} numerals of radix ${this.radix}.`,
        `Give ${this.least} to ${MOST_NUMERALS}: fewer make a domain of less than a million, which can be searched.`,
      );
    if (numerals.length % length !== 0)
      throw refused(`${numerals.length} numerals are no texts of ${length} each.`, "Give whole texts.");
    const wrong = numerals.find((numeral) => numeral >= this.radix);
    if (wrong !== undefined)
      throw refused(`${wrong} is no numeral of radix ${this.radix}.`, "Give smaller ones.");
    this.#aes ??= createCipheriv(`aes-${this.#key.length * 8}-ecb`, this.#key, null).setAutoPadding(false);
    let shape = this.#shapes.get(length);
    if (!shape) {
      shape = shapeOf(this.#aes, this.radix, this.#tweak, length);
      this.#shapes.set(length, shape);
    }
    const rounds = this.radix ** shape.right < SMALL_LIMIT ? smallRounds : largeRounds;
    const step = BATCH * length;
    for (let at = 0; at < numerals.length; at += step)
      rounds(this.#aes, this.radix, shape, numerals.subarray(at, at + step), decrypt);
  }
}
