// Tables of forms against RE2: whatever they say of a text that ASCII prints, RE2 says too.
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { tableOf } from "./automaton.ts";
import { oneOf, parsePattern } from "./pattern.ts";

const tableOfPattern = (pattern: string): Uint8Array | undefined => {
  const form = parsePattern(pattern);
  return form && tableOf(form);
};

/** As the kernel goes through it. */
function hasForm(table: Uint8Array, text: string): boolean {
  let state = 1;
  for (const byte of Buffer.from(text)) state = table[byte * 16 + state] as number;
  return ((new DataView(table.buffer).getUint32(128 * 16, true) >> state) & 1) === 1;
}

const atom = fc.constantFrom(
  ...["a", "b", "@", ".", "\\.", "\\d", "\\S", "\\w", "\\W", "\\-", " ", "-", "~"],
  ...["[a-c]", "[^a-c]", "[\\w.+-]", "[^@ ]", "[-a]", "[a\\]]", "[.]", "^", "$"],
);
const times = fc.constantFrom("", "", "", "*", "+", "?", "+?", "{2}", "{1,}", "{0,2}", "{3,1}");
const { pattern } = fc.letrec<{ pattern: string; sequence: string; one: string }>((tie) => ({
  one: fc.oneof(
    { weight: 5, arbitrary: atom },
    { weight: 1, arbitrary: tie("pattern").map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie("pattern").map((inner) => `(?:${inner})`) },
  ),
  sequence: fc
    .array(fc.tuple(tie("one"), times), { maxLength: 5 })
    .map((parts) => parts.map((part) => part.join("")).join("")),
  pattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 2 }).map((parts) => parts.join("|")),
}));
const text = fc.string({ unit: fc.constantFrom(..."aabbc@@.. -1~Z]"), minLength: 1, maxLength: 12 });

test("patterns", () => {
  let tables = 0;
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 20, maxLength: 20 }), (written, texts) => {
      let re2: RE2JS | undefined;
      try {
        re2 = RE2JS.compile(written);
      } catch {}
      const table = tableOfPattern(written);
      if (!re2 || !table) return;
      tables += 1;
      for (const one of texts) expect([one, hasForm(table, one)]).toEqual([one, re2.matcher(one).find()]);
    }),
    { numRuns: 1_500 },
  );
  expect(tables).toBeGreaterThan(500);
});

test.each([
  ["^\\S+@\\S+$", "a@b", "a b@c"],
  ["^[\\w.+-]+@[\\w-]+\\.[a-z]{2,6}$", "a.b+c@d-e.org", "a@b"],
  ["^[A-Z]{2}[0-9]{6}$", "AB123456", "AB12345"],
  ["^(0|\\+44)7\\d{9}$", "+447123456789", "0712345678"],
  ["@", "a@b", "ab"],
])("%s has a table", (written, right, wrong) => {
  const table = tableOfPattern(written);
  expect(table && [hasForm(table, right), hasForm(table, wrong)]).toEqual([true, false]);
});

test.each(["(?i)a", "\\bA", "\\pL", "é", "a{1001}", "[[:alpha:]]", "(?P<n>a)", "x{,2}", "\\z", "a**"])(
  "%s is left to RE2",
  (written) => expect(tableOfPattern(written)).toBeUndefined(),
);

test("what takes more states than a table has, or what no text has, has none", () => {
  expect(tableOfPattern("^[0-9a-f]{32}$")).toBeUndefined();
  expect(tableOfPattern("a(x{100}){100}$")).toBeUndefined();
  expect(tableOfPattern("a^")).toBeUndefined();
});

test("texts of a list are these and no others; those that ASCII does not print are left to SQL", () => {
  const table = tableOf(oneOf(["GBP", "USD", "EUR", "€", "a.c"])) as Uint8Array;
  const found = ["GBP", "USD", "EUR", "a.c", "abc", "GB", "GBPX", "EUP"].filter((one) => hasForm(table, one));
  expect(found).toEqual(["GBP", "USD", "EUR", "a.c"]);
  expect(tableOf(oneOf(["€"]))).toBeUndefined();
});
