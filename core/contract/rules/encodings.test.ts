// The list of encodings, held to the package that decodes them.
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import iconv from "iconv-lite";
import { isEncoding } from "./encodings.ts";

test("it is that of iconv-lite", () => {
  expect(iconv.encodingExists("utf-8")).toBe(true);
  const { encodings } = iconv as unknown as { encodings: Record<string, unknown> };
  const names = Object.keys(encodings);
  expect(names.length).toBeGreaterThan(300);
  for (const name of names.filter((one) => !one.startsWith("_")))
    expect([name, isEncoding(name)]).toEqual([name, iconv.encodingExists(name)]);
});

test("names are compared as it compares them", () => {
  const name = fc.constantFrom(
    "Latin-1",
    "windows_1252",
    "ISO 8859-15",
    "shift_jis",
    "x",
    "utf",
    "_sbcs",
    "",
  );
  fc.assert(
    fc.property(name, fc.constantFrom("", ":1998", ":19", "-", "A"), (one, end) => {
      expect(isEncoding(one + end)).toBe(iconv.encodingExists(one + end));
    }),
  );
});
