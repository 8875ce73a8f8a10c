import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { elementsOf } from "./slices.ts";

test("numbers, escapes and order stay as they are written", () => {
  const body =
    '{"a": [{}], "records" : [ {"n":1.50, "m":-0}\n, {"2":1,"1":"\\u0041]}\\"" } , 12345678901234567890,[ ],"x" ] }';
  expect(elementsOf(body, "records")).toEqual([
    '{"n":1.50, "m":-0}',
    '{"2":1,"1":"\\u0041]}\\"" }',
    "12345678901234567890",
    "[ ]",
    '"x"',
  ]);
});

test("the last member of the name holds, however it is written; what is no array is none", () => {
  expect(elementsOf('{"records":[1],"\\u0072ecords":[2]}', "records")).toEqual(["2"]);
  expect(elementsOf('{"records":[1],"records":{}}', "records")).toBeUndefined();
  expect(elementsOf('{"other":{"records":[1]}}', "records")).toBeUndefined();
  for (const text of ["[1]", "1", '"records"', "{}"]) expect(elementsOf(text, "records")).toBeUndefined();
  expect(elementsOf('{"records":[]}', "records")).toEqual([]);
});

test("the texts read as the elements, of any JSON with any white space", () => {
  const property = fc.property(
    fc.array(fc.jsonValue()),
    fc.jsonValue(),
    fc.nat(4),
    (records, other, indent) => {
      const json = JSON.stringify({ other, records, last: other }, undefined, indent);
      expect(elementsOf(json, "records")?.map((text) => JSON.parse(text))).toEqual(JSON.parse(json).records);
    },
  );
  fc.assert(property, { numRuns: 300 });
});
