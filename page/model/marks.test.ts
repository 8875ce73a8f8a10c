// Where the values lie that a quarantined row's reasons speak of.
import { describe, expect, test } from "@jest/globals";
import { headerOf, type Layout, marksOf, spansOf } from "./marks.ts";

const LAYOUT: Layout = {
  format: "csv",
  delimiter: ",",
  quote: '"',
  header: ["Id", "Mail", "Paid", "Due"],
  names: { id: "Id", mail: "Mail", paid: "Paid", due: "Due" },
  checks: { paid_in_time: ["paid", "due"] },
  key: ["id"],
};

/** What is marked, with the reasons for it. */
const marked = (text: string, reasons: string[], layout: Partial<Layout> = {}) =>
  marksOf(text, reasons, { ...LAYOUT, ...layout }).map(({ from, to, reasons: why }) => [
    text.slice(from, to),
    ...why,
  ]);

describe("a delimited line", () => {
  test("marks the field of a column by its name in the file, and every column of a check", () => {
    expect(marked("7,x@y,3,2", ["mail:pattern", "check:paid_in_time"])).toEqual([
      ["x@y", "mail:pattern"],
      ["3", "check:paid_in_time"],
      ["2", "check:paid_in_time"],
    ]);
  });

  test("one field with several reasons is marked once", () => {
    expect(marked("7,x,3,2", ["mail:pattern", "mail:min_length"])).toEqual([
      ["x", "mail:pattern", "mail:min_length"],
    ]);
  });

  test("delimiters and quotes in quotes divide nothing", () => {
    expect(marked('"7","a, ""b"", c",3,2', ["mail:pattern"])).toEqual([['"a, ""b"", c"', "mail:pattern"]]);
    expect(spansOf('a,"b""",c', ",", '"').map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [2, 7],
      [8, 9],
    ]);
  });

  test("a value that is missing is marked by the delimiter after it, or before it at the end", () => {
    expect(marked("7,,3,2", ["mail:required"])).toEqual([[",", "mail:required"]]);
    expect(marked("7,x,3,", ["due:required"])).toEqual([[",", "due:required"]]);
  });

  test("a duplicate is marked by its key; a row that is no row, an unknown column or header by nothing", () => {
    expect(marked("7,x,3,2", ["row:duplicate"])).toEqual([["7", "row:duplicate"]]);
    expect(marked("7,x", ["row:malformed", "nobody:type", "due:type"])).toEqual([]);
    expect(marked("7,x,3,2", ["mail:pattern"], { header: undefined })).toEqual([]);
  });

  test("a header gives its names without their quotes", () => {
    expect(headerOf('Id,"Mail, or ""none""",Paid', ",", '"')).toEqual(["Id", 'Mail, or "none"', "Paid"]);
  });
});

describe("a JSON object", () => {
  const json = (text: string, reasons: string[]) => marked(text, reasons, { format: "ndjson" });

  test("marks the value of a member of the outermost object alone", () => {
    expect(
      json('{"Id": 7, "Other": {"Mail": "in"}, "Mail": "x, }", "Paid":null}', [
        "mail:pattern",
        "paid:required",
        "id:type",
      ]),
    ).toEqual([
      ["7", "id:type"],
      ['"x, }"', "mail:pattern"],
      ["null", "paid:required"],
    ]);
    expect(json('{"Mail": {"deep": [1, {"a": 2}]}, "Id": "\\u0041"}', ["mail:type", "id:type"])).toEqual([
      ['{"deep": [1, {"a": 2}]}', "mail:type"],
      ['"\\u0041"', "id:type"],
    ]);
  });

  test("what is cut off, missing or no JSON at all is marked as far as it can be", () => {
    expect(json('{"Id": 7, "Mail": "x… (12 more characters)', ["id:type", "mail:pattern"])).toEqual([
      ["7", "id:type"],
    ]);
    expect(json('{"Id": 7}', ["mail:required"])).toEqual([]);
    expect(json("not json", ["mail:pattern"])).toEqual([]);
  });
});
