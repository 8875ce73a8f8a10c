// The records of a body keep their text, and stand on a line each.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { recordsOf, recordsOfLines, type Texts } from "./texts.ts";

const texts = ({ records, problem }: Texts & { records?: Buffer[] }): string[] | string =>
  records?.map(String) ?? String(problem);
const of = (body: string) => texts(recordsOf(Buffer.from(body)));
const ofLines = (body: string) => texts(recordsOfLines(Buffer.from(body)));

test("an object, an array of objects, lines of objects", () => {
  expect(of('{"a":1}')).toEqual(['{"a":1}']);
  expect(of(' [ {"a":1.10} , {} ]\n')).toEqual(['{"a":1.10}', "{}"]);
  expect(of("[]")).toEqual([]);
  expect(ofLines('{"a":1}\r\n\n {"b":[2,\n3]}{}\n')).toEqual(['{"a":1}', '{"b":[2, 3]}', "{}"]);
  expect(ofLines("")).toEqual([]);
});

test("numbers keep their digits, strings their escapes, line ends between tokens become spaces", () => {
  const record = '{\n"n": 12345678901234567890.10,\r\n"s": "a\\nb\\u0000ü"\t}';
  expect(of(`[${record}]`)).toEqual([record.replaceAll(/[\r\n]/g, " ")]);
});

describe.each([
  ["a number", "5"],
  ["a text", '"a"'],
  ["null", "null"],
  ["nothing", ""],
  ["white space", " \n"],
  ["an element that is no object", '[{"a":1},2]'],
  ["an array in an array", '[[{"a":1}]]'],
  ["a comma at the end", '[{"a":1},]'],
  ["a comma at the beginning", '[,{"a":1}]'],
  ["no comma", '[{"a":1}{"a":2}]'],
  ["no end", '[{"a":1}'],
  ["half an object", '{"a":'],
  ["two objects", '{"a":1}{"a":2}'],
  ["something behind it", '[{"a":1}] x'],
  ["a name without quotes", "{a:1}"],
  ["a byte order mark", '\ufeff{"a":1}'],
  ["a line end in a string", '{"a":"\n"}'],
  ["endless depth", `{"a":${"[".repeat(100_000)}`],
])("%s", (_, body) => {
  test("is no record, and its problem tells no value", () => {
    expect(recordsOf(Buffer.from(body))).toEqual({ problem: expect.any(String) });
    expect(of(body)).not.toContain(body.trim() || "\0");
  });
});

test("bytes that are no UTF-8 are no record", () => {
  expect(recordsOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toEqual({
    problem: "it is not valid UTF-8",
  });
});

test("what JSON.parse reads of a body and of its records is the same", () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }),
      fc.constantFrom(undefined, 1, "\t", "\r\n "),
      (values, space) => {
        const body = JSON.stringify(values, undefined, space).replaceAll("\n", "\r\n");
        const read = of(body) as string[];
        expect(read.map((text) => JSON.parse(text))).toEqual(JSON.parse(body));
        expect(read.join("")).not.toMatch(/[\r\n]/);
        expect(ofLines(read.join("\n"))).toEqual(read);
        const [one] = values;
        if (one) expect(of(JSON.stringify(one, undefined, space)).length).toBe(1);
      },
    ),
  );
});

test("any other text is refused as JSON.parse refuses it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii", maxLength: 12 }), (body) => {
      const isRecords = (() => {
        try {
          const value = JSON.parse(body);
          return [value]
            .flat()
            .every((one) => typeof one === "object" && one !== null && !Array.isArray(one));
        } catch {
          return false;
        }
      })();
      expect(recordsOf(Buffer.from(body)).problem === undefined).toBe(isRecords);
    }),
  );
});
