// JSON arrays, objects and lines: what is a row, and what its values become.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { JsonScanner } from "./split/json-scan.ts";
import { importBytes } from "./testing/harness.ts";

const columns = [
  { name: "id", type: "bigint" },
  { name: "s", type: "string" },
  { name: "d", type: "decimal(20,4)" },
  { name: "ok", type: "boolean" },
];
const json = { source: { format: "json" }, columns };
const ndjson = { source: { format: "ndjson" }, columns };
const rowsOf = async (dataset: object, content: string | Uint8Array) => {
  const { rows, quarantine, rejected, result } = await importBytes(dataset, content);
  return { rows: rows.map((row) => Object.values(row)), bad: quarantine, rejected, result };
};

describe("shapes", () => {
  const one = ["1", "x", "1.5000", "true"];
  const two = ["2", null, null, null];
  test.each([
    ["an array", '[{"id":1,"s":"x","d":1.5,"ok":true},\n {"id":2}]'],
    [
      "an array with white space",
      ' \n[ { "id" : 1 , "s" : "x" ,\n"d" : 1.5, "ok" : true } , { "id" : 2, "s": null } ] \n',
    ],
    ["lines in a .json", '{"id":1,"s":"x","d":1.5,"ok":true}\n{"id":2}\n'],
    ["a byte order mark", '\ufeff[{"id":1,"s":"x","d":1.5,"ok":true},{"id":2}]'],
  ])("%s", async (_, content) => {
    expect((await rowsOf(json, content)).rows).toEqual([one, two]);
  });

  test("one object over several lines is one row", async () => {
    const { rows } = await rowsOf(json, '{\n  "id": 1,\n  "s": "x",\n  "d": 1.5,\n  "ok": true\n}\n');
    expect(rows).toEqual([one]);
  });

  test.each([
    ["one after the other", '{"id":1,"s":"x","d":1.5,"ok":true}{"id":2}'],
    ["with white space between", ' {"id":1,"s":"x","d":1.5,"ok":true} \t {"id":2}\n'],
    ["pretty-printed", '{\n  "id": 1,\n  "s": "x",\n  "d": 1.5,\n  "ok": true\n}\n{\n  "id": 2\n}\n'],
    ["pretty-printed without a line's end between", '{\n"id":1,"s":"x","d":1.5,"ok":true\n}{"id":\n2}'],
    ["that begin in the line where another ends", '{"id":1,"s":"x","d":1.5,\n"ok":true} {\n"id":2\n}'],
  ])("objects %s", async (_, content) => {
    expect((await rowsOf(json, content)).rows).toEqual([one, two]);
  });

  test("objects that share a line behind an object by itself", async () => {
    const { rows, bad } = await rowsOf(
      json,
      '{"id":1}\n{"id":2}{"id":3} {"id":4}\n{"id":5}{"id":\n{"id":6}7\n',
    );
    expect(rows.map(([id]) => id)).toEqual(["1", "2", "3", "4"]);
    expect(bad.map(({ line, raw }) => [line, raw])).toEqual([
      [3, '{"id":5}{"id":'],
      [4, '{"id":6}7'],
    ]);
    // Where lines are promised, each is one object.
    const lines = await rowsOf(ndjson, '{"id":1}\n{"id":2}{"id":3}\n');
    expect(lines.rows.map(([id]) => id)).toEqual(["1"]);
    expect(lines.bad.map(({ raw }) => raw)).toEqual(['{"id":2}{"id":3}']);
  });

  test("objects one after the other have the lines that they begin on; what is no object is malformed", async () => {
    const { rows, bad } = await rowsOf(json, '\n{\n"id": 1}\n\n {"id":\n"x"}{"id":2}\n[3] 4\n"{" null\n5');
    expect(rows.map(([id]) => id)).toEqual(["1", "2"]);
    expect(bad.map(({ line, raw, reasons }) => [line, raw, ...reasons])).toEqual([
      [5, '{"id":\n"x"}', "id:type"],
      [7, "[3]", "row:malformed"],
      [7, "4", "row:malformed"],
      [8, '"{"', "row:malformed"],
      [8, "null", "row:malformed"],
      [9, "5", "row:malformed"],
    ]);
  });

  test("objects anyhow, whatever buffers they are cut into", async () => {
    const value = fc.record({
      id: fc.integer(),
      s: fc.string({ unit: "binary", maxLength: 20 }),
      x: fc.jsonValue(),
    });
    await fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.constantFrom(0, 2), fc.constantFrom("", " ", "\n", "\r\n\t")), {
          minLength: 1,
        }),
        fc.array(fc.nat(400), { minLength: 1, maxLength: 8 }),
        (objects, cuts) => {
          // Never by itself on the first line, or it would be a file of lines.
          const text = objects
            .map(([one, indent, after]) => JSON.stringify(one, null, indent) + after)
            .join("");
          const bytes = Buffer.from(`{"id":0}${text}`);
          const seen: unknown[] = [];
          const scanner = new JsonScanner(false, ({ bytes: window, from, to, offset, line }) => {
            const raw = window.subarray(from, to).toString();
            expect(bytes.subarray(offset, offset + to - from).toString()).toBe(raw);
            expect(line).toBe(bytes.subarray(0, offset).toString("latin1").split("\n").length);
            seen.push(JSON.parse(raw));
          });
          let at = 0;
          for (let turn = 0; at < bytes.length; turn++) {
            const to = at + 1 + (cuts[turn % cuts.length] as number);
            scanner.write(bytes.subarray(at, to));
            at = to;
          }
          scanner.end();
          expect(seen).toEqual(JSON.parse(JSON.stringify([{ id: 0 }, ...objects.map(([one]) => one)])));
        },
      ),
      { numRuns: 100 },
    );
  });

  test("lines, blank ones between, and an array where lines are promised", async () => {
    expect((await rowsOf(ndjson, '{"id":1,"s":"x","d":1.5,"ok":true}\r\n\r\n{"id":2}')).rows).toEqual([
      one,
      two,
    ]);
    expect((await rowsOf(ndjson, '[{"id":1,"s":"x","d":1.5,"ok":true},{"id":2}]')).rows).toEqual([one, two]);
  });

  test("an empty array has no rows", async () => {
    expect((await rowsOf(json, " [ ] ")).result.rowsIn).toBe(0);
  });

  test("lines that are no objects, or no JSON, are malformed, each with its line", async () => {
    const content =
      '{"id":1}\n{"id":2\nnull\n[3]\n{"id":4,}\n{"id":05}\n{"id":"a\tb"}\n{"id":6} x\n{"id":7}\n';
    const { rows, bad } = await rowsOf(ndjson, content);
    expect(rows.map(([id]) => id)).toEqual(["1", "7"]);
    expect(bad.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(bad.flatMap(({ reasons }) => reasons))).toEqual(new Set(["row:malformed"]));
    expect(bad[0]?.raw).toBe('{"id":2');
  });

  test("elements that are no objects are malformed, without a line", async () => {
    const { rows, bad } = await rowsOf(json, '[{"id":1},2,[{"id":3}],{"id":4}]');
    expect(rows.map(([id]) => id)).toEqual(["1", "4"]);
    expect(bad).toEqual([
      { file: "input", raw: "2", reasons: ["row:malformed"] },
      { file: "input", raw: '[{"id":3}]', reasons: ["row:malformed"] },
    ]);
  });

  test.each([
    ["nothing", "", "file:empty"],
    ["white space", " \n ", "file:empty"],
    ["an array cut short", '[{"id":1},{"id":2', "file:truncated"],
    ["an array without its end", '[{"id":1}', "file:truncated"],
    ["a comma too many", '[{"id":1},]', "file:malformed"],
    ["something after the array", '[{"id":1}] x', "file:malformed"],
    ["no JSON", "id,s\n1,x\n", "file:malformed"],
    ["an object cut short", '{\n"id": 1,\n', "file:truncated"],
  ])("rejected whole: %s", async (_, content, reason) => {
    const { rejected, rows } = await rowsOf(json, content);
    expect([rejected, rows]).toEqual([reason, []]);
  });
});

describe("values", () => {
  test("numbers keep their text in a string, and all their digits elsewhere", async () => {
    const content =
      '{"id":9007199254740993,"s":1.10,"d":1234567890123456.7891}\n{"id":-9223372036854775808,"s":1E400}';
    expect((await rowsOf(ndjson, content)).rows).toEqual([
      ["9007199254740993", "1.10", "1234567890123456.7891", null],
      ["-9223372036854775808", "1E400", null, null],
    ]);
  });

  test("a whole number may be written with a fraction of zeros or an exponent", async () => {
    const { rows, bad } = await rowsOf(
      ndjson,
      '{"id":5.0,"d":1.25e2}\n{"id":1E3,"d":5e-4}\n{"id":-0e999,"d":0.00e-12345}\n{"id":5.5}\n{"d":1e-5}',
    );
    expect(rows).toEqual([
      ["5", null, "125.0000", null],
      ["1000", null, "0.0005", null],
      ["0", null, "0.0000", null],
    ]);
    expect(bad.map(({ reasons }) => reasons)).toEqual([["id:type"], ["d:type"]]);
  });

  test("nested values become compact JSON in a string", async () => {
    const { rows } = await rowsOf(
      json,
      '[{"s": { "a" : [ 1, "x y" , {"b":1.0} ] , "é\\u00e9" : null }},{"s":[ ]}]',
    );
    expect(rows.map(([, s]) => s)).toEqual(['{"a":[1,"x y",{"b":1.0}],"é\\u00e9":null}', "[]"]);
  });

  test("escapes, emoji, text in other types, true and false", async () => {
    const { rows } = await rowsOf(
      json,
      '[{"s":"a\\n\\"\\\\\\u00e9\\ud83d\\ude00😀","id":"7","ok":"yes"},{"s":true,"ok":0},{"\\u0073":"x"}]',
    );
    expect(rows).toEqual([
      ["7", 'a\n"\\é😀😀', null, "true"],
      [null, "true", null, "false"],
      [null, "x", null, null],
    ]);
  });

  test("the last of two members of one name holds; a type that does not fit is quarantined", async () => {
    const { rows, bad } = await rowsOf(json, '[{"id":1,"id":2},{"id":true},{"id":{"a":1}}]');
    expect(rows.map(([id]) => id)).toEqual(["2"]);
    expect(bad).toEqual([
      { file: "input", raw: '{"id":true}', reasons: ["id:type"] },
      { file: "input", raw: '{"id":{"a":1}}', reasons: ["id:type"] },
    ]);
  });

  test("NUL and lone surrogates cost their row only", async () => {
    const { rows, bad } = await rowsOf(ndjson, '{"s":"\\u0000"}\n{"s":"\\ud800"}\n{"id":1}');
    expect(rows).toHaveLength(1);
    expect(bad.map(({ reasons }) => reasons)).toEqual([["row:malformed"], ["row:encoding"]]);
  });

  test("unknown members are named, or reject the file", async () => {
    const { result } = await importBytes(json, '[{"id":1,"x":1},{"y":2,"x":1}]');
    expect(result.ignoredColumns).toEqual(["x", "y"]);
    const strict = { ...json, source: { format: "json", unknown_columns: "reject" } };
    expect((await importBytes(strict, '[{"id":1,"x":1}]')).rejected).toBe("file:unknown_column");
  });

  test("what is no object has no members to be unknown", async () => {
    const strict = { ...ndjson, source: { format: "ndjson", unknown_columns: "reject" } };
    const { rows, quarantine } = await importBytes(strict, '{"id":1}\n{"x":1}}\n{"x":01}\n');
    expect(rows).toHaveLength(1);
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([["row:malformed"], ["row:malformed"]]);
  });

  test("members are found by name in Unicode's NFC", async () => {
    const names = { ...json, columns: [{ name: "cafe", from: "Caf\u00e9", type: "string" }] };
    const { rows } = await rowsOf(names, '[{"Cafe\u0301":"x"},{"Cafe\\u0301":"y"},{"Caf\u00e9":"z"}]');
    expect(rows).toEqual([["x"], ["y"], ["z"]]);
  });

  test("a file cut within a character costs its last line only", async () => {
    const whole = Buffer.from('{"id":1}\n{"s":"é');
    const { rows, bad } = await rowsOf(ndjson, whole.subarray(0, -1));
    expect(rows).toHaveLength(1);
    expect(bad.map(({ reasons }) => reasons)).toEqual([["row:encoding"]]);
  });

  test("a file of many chunks, in both shapes", async () => {
    const objects = Array.from({ length: 30_000 }, (_, id) =>
      JSON.stringify({ id, s: "é".repeat(id % 97), d: id / 8, ok: id % 2 === 0 }),
    );
    const lines = await importBytes(ndjson, objects.join("\n"), { order: "id::BIGINT" });
    const array = await importBytes(json, `[${objects.join(",\n")}]`, { order: "id::BIGINT" });
    expect(lines.result.rowsCurated).toBe(30_000);
    expect(array.rows).toEqual(lines.rows);
  });
});
