// Texts that ff1 takes: the same ones by the engine's rule and by the cipher; their form is kept, and they come back.
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  ALPHABET_NAMES,
  ALPHABETS,
  type Ff1Settings,
  LEAST_CHARACTERS,
  MOST_CHARACTERS,
} from "../../contract/ff1.ts";
import { importBytes } from "../../engine/testing/harness.ts";
import { ff1Key } from "../keys.ts";
import { leastNumerals, MOST_NUMERALS } from "./cipher.ts";
import { Ff1Texts } from "./texts.ts";

/** Rows are ordered by its text. */
const FIRST_ID = 100;
const SECRET = Buffer.from("a key");
const KEPT = "+-_.:;()[]^$ /%#@!?*{}|~<>=&,'`";

test("the alphabets' limits are those of the cipher", () => {
  for (const name of ALPHABET_NAMES) {
    expect(LEAST_CHARACTERS[name]).toBe(leastNumerals(ALPHABETS[name].length));
    expect(new Set(ALPHABETS[name]).size).toBe(ALPHABETS[name].length);
  }
  expect(MOST_CHARACTERS).toBe(MOST_NUMERALS);
});

const settings = fc.record({
  alphabet: fc.constantFrom(...ALPHABET_NAMES),
  keep: fc.uniqueArray(fc.constantFrom(...KEPT), { maxLength: 6 }).map((kept) => kept.join("")),
  tweak: fc.constantFrom("", "a", "card number"),
});

/** Texts that are mostly of the domain, or nearly so. */
const textsOf = ({ alphabet, keep }: Ff1Settings): fc.Arbitrary<string[]> => {
  const own = fc.constantFrom(...ALPHABETS[alphabet]);
  const kept = keep === "" ? own : fc.constantFrom(...keep);
  const unit = fc.oneof(
    { weight: 40, arbitrary: own },
    { weight: 10, arbitrary: kept },
    { weight: 1, arbitrary: fc.constantFrom(...'0aZ- é😀٣\u{feff}\\"\n', "\u0001") },
  );
  const text = fc.oneof(
    { weight: 8, arbitrary: fc.string({ unit, maxLength: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: own, minLength: 250, maxLength: 260 }) },
  );
  return fc.array(text, { minLength: 1, maxLength: 40 });
};

test("what the engine lets pass has the cipher's token, its form is kept, and it opens; what the cipher refuses is quarantined", async () => {
  const cases = settings.chain((one) => fc.tuple(fc.constant(one), textsOf(one)));
  await fc.assert(
    fc.asyncProperty(cases, async ([of, texts]) => {
      const cipher = new Ff1Texts(ff1Key(SECRET), of);
      const tokens = cipher.encrypt(texts);
      const columns = [
        { name: "id", type: "int" },
        { name: "v", type: "string", null_values: [], tokenize: "ff1", ff1: of },
      ];
      const lines = texts.map((v, at) => JSON.stringify({ id: FIRST_ID + at, v })).join("\n");
      const { rows, quarantine } = await importBytes({ source: { format: "ndjson" }, columns }, lines, {
        tokenKey: SECRET,
        order: "id",
      });
      const passed = [...texts.keys()].filter((at) => tokens[at] !== undefined);
      expect(rows).toEqual(passed.map((at) => ({ id: String(FIRST_ID + at), v: tokens[at] })));
      expect(quarantine.map(({ line, reasons }) => [line, reasons])).toEqual(
        [...texts.keys()].filter((at) => tokens[at] === undefined).map((at) => [at + 1, ["v:tokenize"]]),
      );
      expect(cipher.decrypt(passed.map((at) => tokens[at] as string))).toEqual(passed.map((at) => texts[at]));
      const form = (text = ""): string =>
        text.replaceAll(new RegExp(`[${ALPHABETS[of.alphabet]}]`, "g"), "x");
      for (const at of passed) expect(form(tokens[at])).toBe(form(texts[at]));
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 240_000);

test("another tweak, key or alphabet makes other tokens; equal values of all lengths stay apart from each other", () => {
  const plain = { alphabet: "digits", keep: "", tweak: "" } as const;
  const values = Array.from({ length: 2000 }, (_, at) => String(1_000_000 + at));
  const all = [
    new Ff1Texts(ff1Key(SECRET), plain),
    new Ff1Texts(ff1Key(SECRET), { ...plain, tweak: "x" }),
    new Ff1Texts(ff1Key(Buffer.from("another")), plain),
    new Ff1Texts(ff1Key(SECRET), { ...plain, alphabet: "base36" }),
  ].map((cipher) => cipher.encrypt(values));
  for (const tokens of all) expect(new Set(tokens).size).toBe(values.length);
  // A few of ten million texts are equal by chance.
  for (const tokens of all.slice(1))
    expect(tokens.filter((token, at) => token === all[0]?.[at]).length).toBeLessThan(3);
});
