// Inference on files as people have them, of every format.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { HeadraceError } from "../errors.ts";
import { inferDataset } from "./index.ts";
import { csv, Files, typesOf } from "./testing/inferred.ts";

let files: Files;
beforeAll(() => {
  files = new Files();
});
afterAll(() => files.remove());

describe("types", () => {
  test("of plain columns", async () => {
    const inferred = await files.infer(
      "plain.csv",
      csv(
        "id,zip,phone,price,share,active,born,seen,zoned,big,huge,note,empty",
        "1,01234,+441234,1.50,1e-3,true,2024-01-31,2024-01-31 10:00:00,2024-01-31T10:00:00+02:00,99999999999,123456789012345678901234,a,",
        "2,98765,+441235,2,0.5,FALSE,2023-02-28,2024-01-31T10:00,2024-01-31T10:00:00Z,1,1,b,",
      ),
    );
    expect(typesOf(inferred)).toEqual([
      ...["id bigint", "zip string", "phone string", "price double", "share double", "active boolean"],
      ...[
        "born date",
        "seen timestamp",
        "zoned timestamp",
        "big bigint",
        "huge decimal(38,0)",
        "note string",
      ],
      "empty string",
    ]);
    expect(inferred.dataset.columns.every((column) => !("required" in column))).toBe(true);
  });

  test("of dates in other forms, where one form alone reads them", async () => {
    const inferred = await files.infer(
      "dates.csv",
      csv(
        "uk,us,either,short,words,stamp,compact",
        "31/01/2024,01/31/2024,01/02/2024,8-Jan-90,Jan 1 2000,1/18/90 0:00,20240131",
        "01/02/2024,02/01/2024,03/04/2024,18-Feb-91,Feb 10 2001,12/1/91 23:59,20240201",
      ),
    );
    expect(typesOf(inferred)).toEqual([
      ...["uk date %d/%m/%Y", "us date %m/%d/%Y", "either string", "short date %d-%b-%y"],
      ...["words date %b %d %Y", "stamp timestamp %m/%d/%y %H:%M", "compact bigint"],
    ]);
    expect(inferred.statistics.columns[2]?.note).toContain("'%d/%m/%Y' or '%m/%d/%Y'");
  });

  test("beside words for null, spaces and thousands", async () => {
    const inferred = await files.infer(
      "dirty.csv",
      csv("n,m,text,padded,decimals", '1,"1,234,567",N/A, a,"1,234.50"', "NA,12,x,b ,7", "-,null,NA,c,NaN"),
    );
    expect(inferred.dataset.columns).toEqual([
      { name: "n", type: "bigint", null_values: ["", "-", "NA"] },
      {
        name: "m",
        type: "bigint",
        clean: [{ replace: { pattern: ",", with: "" } }],
        null_values: ["", "null"],
      },
      { name: "text", type: "string", null_values: ["", "N/A"] },
      { name: "padded", type: "string", clean: ["trim"] },
      {
        name: "decimals",
        type: "double",
        clean: [{ replace: { pattern: ",", with: "" } }],
        null_values: ["", "NaN"],
      },
    ]);
    expect(await files.imported("dirty.csv")).toMatchObject({ rows: 3, quarantined: 0 });
  });

  test("by the whole file, not by its beginning", async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => (at === 29_000 ? "x" : String(at)));
    expect(
      typesOf(await files.infer("late.csv", csv("n,m", ...rows.map((row, at) => `${row},${at}`)))),
    ).toEqual(["n string", "m bigint"]);
  });
});

describe("files", () => {
  const plain = csv("id,name", "1,é", "2,b");
  test.each<[string, string | Buffer, object]>([
    ["plain.csv", plain, { format: "csv" }],
    ["bom.csv", `\ufeff${plain}`, { format: "csv" }],
    ["utf16.csv", Buffer.from(`\ufeff${plain}`, "utf16le"), { format: "csv" }],
    ["utf16-unmarked.csv", Buffer.from(plain, "utf16le"), { format: "csv", encoding: "utf-16le" }],
    ["latin.csv", Buffer.from(plain, "latin1"), { format: "csv", encoding: "windows-1252" }],
    ["packed.csv.gz", gzipSync(plain), { format: "csv" }],
    ["packed.csv.zst", zstdCompressSync(Buffer.from(plain)), { format: "csv" }],
    ["unnamed", gzipSync(plain), { format: "csv" }],
    ["semicolons.csv", plain.replaceAll(",", ";"), { format: "csv", delimiter: ";" }],
    ["pipes.txt", plain.replaceAll(",", "|"), { format: "csv", delimiter: "|" }],
    ["tabs.tsv", plain.replaceAll(",", "\t"), { format: "tsv" }],
    ["tabs.csv", plain.replaceAll(",", "\t"), { format: "tsv" }],
    ["crlf.csv", plain.replaceAll("\n", "\r\n"), { format: "csv" }],
    ["array.json", '[{"id": 1, "name": "é"}, {"id": 2, "name": "b"}]', { format: "json" }],
    ["lines.ndjson", '{"id": 1, "name": "é"}\n{"id": 2, "name": "b"}\n', { format: "ndjson" }],
    ["lines.json", '{"id": 1, "name": "é"}\n{"id": 2, "name": "b"}\n', { format: "ndjson" }],
    ["lines.ndjson.gz", gzipSync('{"id": 1, "name": "é"}\n{"id": 2, "name": "b"}'), { format: "ndjson" }],
  ])("%s", async (name, content, source) => {
    const inferred = await files.infer(name, content);
    expect(inferred.dataset.source).toEqual(source);
    expect(typesOf(inferred)).toEqual(["id bigint", "name string"]);
    expect(inferred.statistics.rows).toBe(2);
  });

  test("without a header, or with nothing but one", async () => {
    const headless = await files.infer("headless.csv", csv("1,a,2024-01-01", "2,b,2024-01-02"));
    expect(headless.dataset.source).toEqual({ format: "csv", header: false });
    expect(typesOf(headless)).toEqual(["column_1 bigint", "column_2 string", "column_3 date"]);
    const bare = await files.infer("bare.csv", "id,name\n");
    expect(typesOf(bare)).toEqual(["id string", "name string"]);
    expect(bare.statistics.rows).toBe(0);
  });

  test("with odd headers", async () => {
    const odd = await files.infer(
      "odd.csv",
      csv(
        ` Order ID ,,x,x,💥,Größe (cm),y,2010,customerId,"a ""q"", b",${"long".repeat(50)},order_id`,
        "1,2,3,4,5,6,7,8,9,10,11,12",
      ),
    );
    expect(odd.dataset.columns.map(({ name, from }) => [name, from])).toEqual([
      ["order_id", "Order ID"],
      ["column_2", ""],
      ["column_3", "💥"],
      ["grosse_cm", "Größe (cm)"],
      ["y", undefined],
      ["col_2010", "2010"],
      ["customer_id", "customerId"],
      ["a_q_b", 'a "q", b'],
      ["long".repeat(30), "long".repeat(50)],
      ["order_id_2", "order_id"],
    ]);
    expect(odd.statistics.notes[0]).toContain('names "x" more than once');
    expect(await files.imported("odd.csv")).toMatchObject({ rows: 1, quarantined: 0 });
  });

  test("of nested JSON, whatever its keys are called", async () => {
    const inferred = await files.infer(
      "nested.json",
      JSON.stringify([
        { "a/b~c": 1, list: [1, 2], inner: { x: 1 }, 'q"': true, "": "e", mixed: 1 },
        { "a/b~c": 2.5, list: null, mixed: "x", late: "2024-01-01" },
      ]),
    );
    expect(typesOf(inferred)).toEqual([
      ...[
        "a_b_c double",
        "list string",
        "inner string",
        "q boolean",
        "column_5 string",
        "mixed string",
        "late date",
      ],
    ]);
  });

  test("of Parquet", async () => {
    const file = join(files.folder, "typed.parquet");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT 1::TINYINT AS a, 2::UINTEGER AS b, 3::UBIGINT AS c, 1.5::DECIMAL(9,3) AS d,
      'nan'::FLOAT AS e, true AS f, DATE '2024-01-01' AS g, TIMESTAMPTZ '2024-01-01 10:00:00+00' AS h, [1] AS i,
      'x'::BLOB AS j, TIME '10:00:00' AS k, uuid() AS l, 'infinity'::DATE AS m) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    const inferred = await inferDataset({ file, name: "d" });
    expect(typesOf(inferred)).toEqual([
      ...["a int", "b bigint", "c decimal(20,0)", "d decimal(9,3)", "e double", "f boolean", "g date"],
      ...["h timestamp", "i string", "j string", "k string", "l string", "m string"],
    ]);
    expect(inferred.dataset.columns[4]?.null_values).toEqual(["", "nan"]);
  });

  test.each<[string, string | Buffer, string]>([
    ["empty.csv", "", "file_empty"],
    ["blank.csv", "\n \n", "file_empty"],
    ["packed-nothing.csv.gz", gzipSync(""), "file_empty"],
    ["cut.csv.gz", gzipSync(Buffer.alloc(100_000, "a,b\n")).subarray(0, 60), "file_unreadable"],
    ["book.xlsx", Buffer.from("PK\x03\x04rest of it"), "file_format"],
    ["binary.csv", Buffer.from([1, 2, 0, 3, 0, 0, 9, 0, 0, 0, 7]), "file_format"],
    ["numbers.json", "[1, 2]", "file_unreadable"],
    ["broken.json", '[{"a": 1}, {"a":', "file_unreadable"],
    ["nothing.json", "[]", "file_unreadable"],
    ["half.parquet", Buffer.from("PAR1 and then nothing"), "file_unreadable"],
  ])("that are no data: %s", async (name, content, code) => {
    writeFileSync(join(files.folder, name), content);
    const error = await inferDataset({ file: join(files.folder, name), name: "d" }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HeadraceError);
    expect((error as HeadraceError).code).toBe(code);
    expect((error as HeadraceError).message).toContain(name);
  });

  test("that are not there", async () => {
    for (const file of [join(files.folder, "nowhere.csv"), files.folder])
      await expect(inferDataset({ file, name: "d" })).rejects.toMatchObject({
        code: "file_missing",
        exitCode: 2,
      });
  });
});
