// What counts as a row of CSV, and what becomes of those that do not.
import { describe, expect, test } from "@jest/globals";
import { importBytes } from "./testing/harness.ts";

const ab = {
  columns: [
    { name: "a", type: "string" },
    { name: "b", type: "string" },
  ],
};
const rowsOf = async (content: string | Uint8Array, dataset: object = ab) => {
  const { rows, quarantine, rejected } = await importBytes(dataset, content);
  return { rows: rows.map((row) => Object.values(row)), bad: quarantine, rejected };
};

describe("records", () => {
  test.each([
    ["LF", "a,b\n1,2\n3,4\n"],
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n"],
    ["CR alone", "a,b\r1,2\r3,4\r"],
    ["mixed line endings", "a,b\r\n1,2\n3,4"],
    ["no last line ending", "a,b\n1,2\n3,4"],
    ["a byte order mark", "\ufeffa,b\n1,2\n3,4\n"],
    ["blank lines", "\na,b\n\n1,2\r\n\r\n3,4\n\n"],
    ["other order, more columns", "c,b,a\nx,2,1\ny,4,3\n"],
    ["quotes", '"a","b"\n"1","2"\n"3","4"\n'],
    ["spaces around names", "a , b\n1,2\n3,4\n"],
  ])("%s", async (_, content) => {
    const { rows, bad } = await rowsOf(content);
    expect(rows).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(bad).toEqual([]);
  });

  test("quoted delimiters, quotes, and line endings are data", async () => {
    const { rows } = await rowsOf('a,b\n"1,1","x ""y"""\n"l1\nl2\r\nl3\rl4",""""\n');
    expect(rows).toEqual([
      ["1,1", 'x "y"'],
      ["l1\nl2\r\nl3\rl4", '"'],
    ]);
  });

  test("a quote inside an unquoted field is data, and spaces are", async () => {
    const { rows } = await rowsOf('a,b\n5" disk, x \n "q",y"\n');
    expect(rows).toEqual([
      ['5" disk', " x "],
      [' "q"', 'y"'],
    ]);
  });

  test("ragged rows, text after a quote, and an open quote are malformed, each one row with its line", async () => {
    const { rows, bad } = await rowsOf('a,b\n1,2\n1\n1,2,3\n1,2,\n"x"y,2\n"l\nm",ok\n7,"open\n8,9\n');
    expect(rows).toEqual([
      ["1", "2"],
      ["l\nm", "ok"],
    ]);
    expect(bad).toEqual([
      { file: "input", line: 3, raw: "1", reasons: ["row:malformed"] },
      { file: "input", line: 4, raw: "1,2,3", reasons: ["row:malformed"] },
      { file: "input", line: 5, raw: "1,2,", reasons: ["row:malformed"] },
      { file: "input", line: 6, raw: '"x"y,2', reasons: ["row:malformed"] },
      { file: "input", line: 9, raw: '7,"open\n8,9\n', reasons: ["row:malformed"] },
    ]);
  });

  test("one column: a blank line is an empty value", async () => {
    const { rows } = await rowsOf("a\n1\n\n3\n", { columns: [{ name: "a", type: "string" }] });
    expect(rows).toEqual([["1"], [null], ["3"]]);
  });

  test("empty and quoted empty are null by default, and text where null_values is empty", async () => {
    expect((await rowsOf('a,b\n,""\n')).rows).toEqual([[null, null]]);
    const kept = { ...ab, source: { null_values: [] } };
    expect((await rowsOf('a,b\n,""\n', kept)).rows).toEqual([["", ""]]);
  });

  test("other delimiters and quotes, also of more than a byte", async () => {
    const semicolon = { ...ab, source: { delimiter: ";", quote: "'" } };
    expect((await rowsOf("a;b\n'1;''x''';2,5\n", semicolon)).rows).toEqual([["1;'x'", "2,5"]]);
    const wide = { ...ab, source: { delimiter: "¦", quote: "´" } };
    expect((await rowsOf("a¦b\n´1¦´´x´´´¦2\n", wide)).rows).toEqual([["1¦´x´", "2"]]);
    expect((await rowsOf("a\tb\n1\t2\n", { ...ab, source: { format: "tsv" } })).rows).toEqual([["1", "2"]]);
  });

  test("without a header columns go by place", async () => {
    const { rows, bad } = await rowsOf("1,2\n3\n", { ...ab, source: { header: false } });
    expect(rows).toEqual([["1", "2"]]);
    expect(bad).toHaveLength(1);
  });

  test("a record above the limit is one malformed row, and its neighbours are whole", async () => {
    const long = "x".repeat(17 << 20);
    const { rows, bad } = await rowsOf(`a,b\n1,2\n"${long}\n",z\n3,4\n`);
    expect(rows).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(bad).toHaveLength(1);
    expect(bad[0]).toMatchObject({ line: 3, reasons: ["row:malformed"] });
    expect(bad[0]?.raw).toMatch(/^"x{100}.*… \(\d+ more bytes\)$/s);
  });

  test("thousands of columns", async () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `c${at}`);
    const { rows, bad } = await rowsOf(`a,${names.join(",")},b\n1,${names.join(",")},2\n1,2\n`);
    expect(rows).toEqual([["1", "2"]]);
    expect(bad).toHaveLength(1);
  });
});

describe("encodings", () => {
  test("an invalid byte costs its row only, and the raw text shows it", async () => {
    const { rows, bad } = await rowsOf(Buffer.from("a,b\n1,é\n2,\xff\n3,4\n", "latin1"));
    expect(rows).toEqual([["3", "4"]]);
    expect(bad.map(({ raw, reasons }) => [raw, reasons])).toEqual([
      ["1,\\xe9", ["row:encoding"]],
      ["2,\\xff", ["row:encoding"]],
    ]);
  });

  test.each(["é", "€", "😀"])("a file cut within its last %s costs its last row only", async (character) => {
    for (let cut = 1; cut < Buffer.byteLength(character); cut++) {
      const whole = Buffer.from(`a,b\n1,2\n3,${character}`);
      const { rows, bad } = await rowsOf(whole.subarray(0, whole.length - cut));
      expect(rows).toEqual([["1", "2"]]);
      expect(bad.map(({ reasons }) => reasons)).toEqual([["row:encoding"]]);
    }
  });

  test("without a header a wrong byte costs the first row only, too", async () => {
    const content = Buffer.from("1,\xe9\n3,4\n", "latin1");
    const { rows, bad } = await rowsOf(content, { ...ab, source: { header: false } });
    expect(rows).toEqual([["3", "4"]]);
    expect(bad.map(({ line, reasons }) => [line, reasons])).toEqual([[1, ["row:encoding"]]]);
  });

  test("NUL in a row is malformed", async () => {
    const { rows, bad } = await rowsOf("a,b\n1,\0\n3,4\n");
    expect(rows).toEqual([["3", "4"]]);
    expect(bad[0]?.reasons).toEqual(["row:malformed"]);
  });

  const bytes = (text: string, encoding: "utf16le" | "latin1") => Buffer.from(text, encoding);
  test.each([
    ["utf-16le by its mark", bytes("\ufeffa,b\n1,é😀\n", "utf16le"), {}],
    ["utf-16be by its mark", bytes("\ufeffa,b\n1,é😀\n", "utf16le").swap16(), {}],
    ["utf-16le by contract", bytes("a,b\n1,é😀\n", "utf16le"), { encoding: "utf-16le" }],
  ])("%s", async (_, content, source) => {
    expect((await rowsOf(content, { ...ab, source })).rows).toEqual([["1", "é😀"]]);
  });

  test("latin-1 and windows-1252 by contract", async () => {
    const latin = { ...ab, source: { encoding: "latin-1" } };
    expect((await rowsOf(bytes("a,b\n1,é\n", "latin1"), latin)).rows).toEqual([["1", "é"]]);
    const windows = { ...ab, source: { encoding: "windows-1252" } };
    expect((await rowsOf(Buffer.from([...Buffer.from("a,b\n1,"), 0x80, 10]), windows)).rows).toEqual([
      ["1", "€"],
    ]);
  });

  test("a lone surrogate of utf-16 costs its row only", async () => {
    const { rows, bad } = await rowsOf(bytes("\ufeffa,b\n1,\ud800\n3,4\n", "utf16le"));
    expect(rows).toEqual([["3", "4"]]);
    expect(bad[0]?.reasons).toEqual(["row:encoding"]);
  });

  const utf32 = (text: string) => Buffer.concat([...text].map((one) => unit(one.codePointAt(0) as number)));
  const unit = (code: number) => Buffer.of(code & 255, (code >> 8) & 255, code >> 16, 0);
  test.each([
    ["utf-16 cut within a character", "utf-16le", bytes("a,b\n3,\ufffd\n1,x", "utf16le").subarray(0, -1)],
    ["utf-16be cut within a character", "utf-16be", bytes("a,b\n3,\ufffd\n1,", "utf16le").swap16(), 0],
    ["utf-32 cut within a character", "utf-32", utf32("a,b\n3,\ufffd\n1,x").subarray(0, -2)],
    ["utf-32 beyond Unicode", "utf-32le", utf32("a,b\n3,\ufffd\n1,"), 0, 0, 0x11, 0],
    ["half a pair in utf-32", "utf-32le", utf32("a,b\n3,\ufffd\n1,"), ...unit(0xd83d), ...unit(0xde00)],
  ])("%s costs its row only", async (_, encoding, content, ...more: number[]) => {
    const { rows, bad } = await rowsOf(Buffer.concat([content, Buffer.from(more)]), {
      ...ab,
      source: { encoding },
    });
    expect(rows).toEqual([["3", "\ufffd"]]);
    expect(bad.map(({ line, reasons }) => [line, reasons])).toEqual([[3, ["row:encoding"]]]);
  });

  test("what is none of a double-byte encoding's characters costs its row only", async () => {
    const content = Buffer.concat([
      Buffer.from("a,b\n1,"),
      Buffer.of(0x82, 0xa0),
      Buffer.from("\n2,\xfd\xfd\n", "latin1"),
    ]);
    const { rows, bad } = await rowsOf(content, { ...ab, source: { encoding: "shift_jis" } });
    expect(rows).toEqual([["1", "あ"]]);
    expect(bad.map(({ reasons }) => reasons)).toEqual([["row:encoding"]]);
  });
});

describe("files rejected whole", () => {
  const required = {
    columns: [
      { name: "a", type: "string", required: true },
      { name: "b", type: "string" },
    ],
  };
  test.each([
    ["no bytes", "", "file:empty"],
    ["white space only", "\n\n", "file:empty"],
    ["a missing required column", "b,c\n1,2\n", "file:missing_column"],
    ["none of the columns", "x;y\n1;2\n", "file:missing_column"],
    ["a column twice", "a,b,a\n1,2,3\n", "file:duplicate_column"],
    ["an image", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "file:not_text"],
    ["a header with an open quote", '"a,b\n1,2\n', "file:header"],
  ])("%s", async (_, content, reason) => {
    const { rejected, rows } = await rowsOf(content, required);
    expect(rejected).toBe(reason);
    expect(rows).toEqual([]);
  });

  test("a column of the key is required", async () => {
    const { rejected } = await rowsOf("b\n1\n", { ...ab, key: ["a"] });
    expect(rejected).toBe("file:missing_column");
  });

  test("names are told apart in Unicode's NFC, as Terraform brings the contract to it", async () => {
    const names = { columns: [{ name: "cafe", from: "Cafe\u0301", type: "string" }] };
    expect((await rowsOf("Caf\u00e9\nx\n", names)).rows).toEqual([["x"]]);
    expect((await rowsOf("Cafe\u0301\nx\n", names)).rows).toEqual([["x"]]);
    expect((await rowsOf("Cafe\u0301,Caf\u00e9\nx,y\n", names)).rejected).toBe("file:duplicate_column");
  });

  test("unknown columns, where the contract allows none", async () => {
    const { rejected } = await rowsOf("a,b,c\n1,2,3\n", { ...ab, source: { unknown_columns: "reject" } });
    expect(rejected).toBe("file:unknown_column");
    const { result } = await importBytes(ab, "a,b,c\n1,2,3\n");
    expect(result.ignoredColumns).toEqual(["c"]);
  });

  test("a header only is a file of no rows, a missing optional column is null", async () => {
    expect(await rowsOf("a,b\n")).toEqual({ rows: [], bad: [], rejected: undefined });
    expect((await rowsOf("a\n1\n")).rows).toEqual([["1", null]]);
  });
});
