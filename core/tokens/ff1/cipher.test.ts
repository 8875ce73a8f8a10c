// FF1 against NIST's nine vectors, against an implementation that is not ours, and against what NIST forbids.
import { describe, expect, test } from "@jest/globals";
import { FF1 } from "@noble/ciphers/ff1.js";
import fc from "fast-check";
import { Ff1, leastNumerals, MOST_NUMERALS } from "./cipher.ts";

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
const KEY = "2B7E151628AED2A6ABF7158809CF4F3C";
const KEY192 = `${KEY}EF4359D8D580AA4F`;
const KEY256 = `${KEY192}7F036D6F04FC6A94`;
const TWEAK = "39383736353433323130";
const TWEAK36 = "3737373770717273373737";

/** NIST's samples for FF1: key, radix, tweak, plain, token. */
const VECTORS: readonly [string, number, string, string, string][] = [
  [KEY, 10, "", "0123456789", "2433477484"],
  [KEY, 10, TWEAK, "0123456789", "6124200773"],
  [KEY, 36, TWEAK36, "0123456789abcdefghi", "a9tv40mll9kdu509eum"],
  [KEY192, 10, "", "0123456789", "2830668132"],
  [KEY192, 10, TWEAK, "0123456789", "2496655549"],
  [KEY192, 36, TWEAK36, "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"],
  [KEY256, 10, "", "0123456789", "6657667009"],
  [KEY256, 10, TWEAK, "0123456789", "1001623463"],
  [KEY256, 36, TWEAK36, "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"],
];
const numerals = (text: string): Uint16Array => Uint16Array.from([...text].map((one) => DIGITS.indexOf(one)));
const text = (of: Uint16Array): string => [...of].map((one) => DIGITS[one]).join("");

test.each(VECTORS)("NIST's sample: key %s, radix %i, tweak %s", (key, radix, tweak, plain, token) => {
  const cipher = new Ff1(Buffer.from(key, "hex"), radix, Buffer.from(tweak, "hex"));
  // The same text three times: a batch is one text after the other.
  const batch = numerals(plain.repeat(3));
  cipher.encrypt(batch, plain.length);
  expect(text(batch)).toBe(token.repeat(3));
  cipher.decrypt(batch, plain.length);
  expect(text(batch)).toBe(plain.repeat(3));
});

/** A radix with every power of two beside it, and a length, most of them short. */
const cases = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: 2, max: 100 }),
      fc.integer({ min: 2, max: 65_536 }),
      fc.constantFrom(2, 10, 16, 26, 36, 62, 255, 256, 257, 65_535, 65_536),
    ),
    fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 24 }) }, fc.integer({ min: 0, max: 254 })),
    fc.constantFrom(16, 24, 32),
    fc.uint8Array({ maxLength: 40 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
  )
  .chain(([radix, more, keyBytes, tweak, key]) => {
    const length = Math.min(MOST_NUMERALS, leastNumerals(radix) + more);
    const numeral = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: radix - 1 }) },
      fc.constantFrom(0, radix - 1),
    );
    return fc.record({
      radix: fc.constant(radix),
      length: fc.constant(length),
      key: fc.constant(key.slice(0, keyBytes)),
      tweak: fc.constant(tweak),
      texts: fc.array(fc.array(numeral, { minLength: length, maxLength: length }), {
        minLength: 1,
        maxLength: 4,
      }),
    });
  });

test("every radix and length: equal to noble's, and back again", () => {
  fc.assert(
    fc.property(cases, ({ radix, length, key, tweak, texts }) => {
      const cipher = new Ff1(key, radix, tweak);
      const batch = Uint16Array.from(texts.flat());
      cipher.encrypt(batch, length);
      // noble stops one short of NIST's greatest radix.
      if (radix < 65_536) {
        const oracle = FF1(radix, key, tweak);
        expect([...batch]).toEqual(texts.flatMap((one) => oracle.encrypt(one)));
      }
      cipher.decrypt(batch, length);
      expect([...batch]).toEqual(texts.flat());
    }),
    { numRuns: 400 },
  );
}, 120_000);

test("a batch of more texts than one call takes is what each gives alone", () => {
  const cipher = new Ff1(Buffer.alloc(32, 7), 10);
  const oracle = FF1(10, Buffer.alloc(32, 7));
  const count = 20_000;
  const batch = new Uint16Array(count * 7).map(
    (_, at) => Math.floor(Math.floor(at / 7) / 10 ** (6 - (at % 7))) % 10,
  );
  const before = Uint16Array.from(batch);
  cipher.encrypt(batch, 7);
  for (const at of [0, 1, 8191, 8192, 16_384, count - 1]) {
    const one = (of: Uint16Array): number[] => [...of.subarray(at * 7, at * 7 + 7)];
    expect(one(batch)).toEqual(oracle.encrypt(one(before)));
  }
  const tokens = new Set(
    Array.from({ length: count }, (_, at) => batch.subarray(at * 7, at * 7 + 7).join("")),
  );
  expect(tokens.size).toBe(count);
});

describe("what NIST forbids is refused", () => {
  const key = Buffer.alloc(16);
  test.each([
    [2, 20],
    [10, 6],
    [16, 5],
    [26, 5],
    [36, 4],
    [62, 4],
    [1000, 2],
    [65_536, 2],
  ])("of radix %i fewer than %i numerals: less than a million texts", (radix, least) => {
    const cipher = new Ff1(key, radix);
    expect(cipher.least).toBe(least);
    expect(() => cipher.encrypt(new Uint16Array(least - 1), least - 1)).toThrow("FF1 takes no text");
    expect(() => cipher.decrypt(new Uint16Array(least - 1), least - 1)).toThrow("FF1 takes no text");
    cipher.encrypt(new Uint16Array(least), least);
  });

  test.each([1, 0, -10, 65_537, 2.5, Number.NaN])("radix %d", (radix) => {
    expect(() => new Ff1(key, radix)).toThrow("FF1 has no radix");
  });

  test.each([0, 8, 15, 17, 33])("a key of %i bytes", (bytes) => {
    expect(() => new Ff1(Buffer.alloc(bytes), 10)).toThrow("AES key");
  });

  test("a numeral that is none, half a text, a text or a tweak too long", () => {
    const cipher = new Ff1(key, 10);
    expect(() => cipher.encrypt(Uint16Array.of(1, 2, 3, 4, 5, 10), 6)).toThrow(
      "10 is no numeral of radix 10",
    );
    expect(() => cipher.encrypt(new Uint16Array(13), 6)).toThrow("no texts of 6 each");
    expect(() => cipher.encrypt(new Uint16Array(257), 257)).toThrow("FF1 takes no text");
    expect(() => new Ff1(key, 10, new Uint8Array(257))).toThrow("tweak of 257 bytes");
  });
});
