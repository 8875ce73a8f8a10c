// Files with something odd in them: what can be read of them is inferred, and a note says what cannot.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import iconv from "iconv-lite";
import { HeadraceError } from "../errors.ts";
import { csv, Files, typesOf } from "./testing/inferred.ts";

let files: Files;
beforeAll(() => {
  files = new Files();
});
afterAll(() => files.remove());

const notesOf = async (name: string, content: string | Buffer) => {
  const { statistics } = await files.infer(name, content);
  return { rows: statistics.rows, malformed: statistics.malformed, notes: statistics.notes };
};
const failure = async (name: string, content: string | Buffer): Promise<HeadraceError> => {
  const error = await files.infer(name, content).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HeadraceError);
  return error as HeadraceError;
};

describe("numbers with commas", () => {
  const columnOf = async (name: string, content: string) => {
    const { dataset, statistics } = await files.infer(name, content);
    return { ...dataset.columns[1], note: statistics.columns[1]?.note };
  };
  const replaced = (pattern: string, by: string) => ({ replace: { pattern, with: by } });

  test("are decimals where one of them can be nothing else", async () => {
    const column = await columnOf("decimal.csv", "k;v\nA;1,250\nB;0,500\nC;12,375\n");
    expect(column).toEqual({
      name: "v",
      type: "double",
      clean: [replaced(",", ".")],
      note: "decimal commas",
    });
    expect(await columnOf("headless.csv", "A;1,250\nB;0,500\nC;12,375\n")).toMatchObject({
      type: "double",
      clean: [replaced(",", ".")],
    });
    expect(await files.imported("decimal.csv")).toMatchObject({ rows: 3, quarantined: 0 });
    expect(await columnOf("points.csv", "k;v\nA;1.234.567,5\nB;0,50\nC;-12\nD;1.234\n")).toMatchObject({
      type: "double",
      clean: [replaced("[.]", ""), replaced(",", ".")],
    });
    expect(await files.imported("points.csv")).toMatchObject({ rows: 4, quarantined: 0 });
  });

  test("are text with a note where they may be either", async () => {
    for (const [name, content] of [
      ["either.csv", "k;v\nA;1,250\nB;12,375\n"],
      ["either.tsv", "k\tv\nA\t1,250\nB\t12,375\n"],
      ["listed.csv", 'k,v\nA,"1,2"\nB,"3,40"\n'],
    ] as const)
      expect(await columnOf(name, content)).toMatchObject({
        type: "string",
        note: expect.stringMatching(/^commas for /),
      });
  });

  test("are thousands where one of them can be nothing else", async () => {
    for (const [name, content, type] of [
      ["millions.csv", "k;v\nA;1,250,000\nB;12,375\nC;7\n", "bigint"],
      ["cents.csv", "k;v\nA;1,250.50\nB;12,375\n", "double"],
      ["quoted.csv", 'k,v\nA,"1,250"\nB,"12,375"\n', "bigint"],
    ] as const)
      expect(await columnOf(name, content)).toMatchObject({ type, clean: [replaced(",", "")] });
    // 1,5 without its comma would be 15.
    const late = csv("k;v", ...Array.from({ length: 600 }, (_, at) => `A;${at + 1},250,000`), "B;1,5");
    expect(await columnOf("late.csv", late)).toMatchObject({ type: "string" });
  });
});

test("numbers whose points may part thousands are text with a note, where semicolons part the fields", async () => {
  const columnOf = async (name: string, content: string) => {
    const { dataset, statistics } = await files.infer(name, content);
    return [dataset.columns[1]?.type, statistics.columns[1]?.note];
  };
  const either = ["string", "points for thousands, or for decimals"];
  expect(await columnOf("either.csv", "k;v\nA;1.250\nB;12.500\nC;7\n")).toEqual(either);
  for (const [name, content] of [
    ["decimals.csv", "k;v\nA;1.250\nB;12.5\n"],
    ["below.csv", "k;v\nA;1.250\nB;0.125\n"],
    ["above.csv", "k;v\nA;1.250\nB;1250.125\n"],
    ["commas.csv", "k,v\nA,1.250\nB,12.500\n"],
    ["tabs.tsv", "k\tv\nA\t1.250\nB\t12.500\n"],
  ] as const)
    expect(await columnOf(name, content)).toEqual(["double", undefined]);
});

describe("JSON", () => {
  test("with lines that an import does not take is read without them, and the first one is told", async () => {
    for (const [name, wrong] of [
      ["nan", '{"a":NaN}'],
      ["comma", '{"a":2,}'],
      ["cut", '{"a":2'],
      ["list", "[1]"],
    ] as const) {
      const content = `{"a":1}\n${wrong}\n{"a":3}\n`;
      const { dataset, statistics } = await files.infer(`${name}.ndjson`, content);
      expect([dataset.source?.format, ...dataset.columns]).toEqual(["ndjson", { name: "a", type: "bigint" }]);
      expect(statistics).toMatchObject({ rows: 2, malformed: 1 });
      expect(statistics.notes[0]).toMatch(
        /^1 record of the sample is malformed and will be quarantined: it is on line 2, it /,
      );
      expect(await files.imported(`${name}.ndjson`)).toMatchObject({ inferred: 2, rows: 3, quarantined: 1 });
    }
  });

  test("whose first line is one of them is read by lines nevertheless", async () => {
    const { dataset, statistics } = await files.infer("first.json", '{"a":NaN}\n{"a":2}\n{"a":3}\n');
    expect([dataset.source?.format, typesOf({ dataset } as never)]).toEqual(["ndjson", ["a bigint"]]);
    expect(statistics.notes[0]).toContain(
      'on line 1, it is no valid JSON: "N" is found where a value is needed',
    );
  });

  test("of objects one after the other has them all", async () => {
    for (const content of ['{"a":1}{"a":2}', '{\n "a": 1\n}\n{\n "a": 2\n}\n', '{"a":1}\n{"a":2}{"a":3}\n']) {
      const { statistics } = await files.infer("objects.json", content);
      const { inferred, rows, quarantined } = await files.imported("objects.json");
      expect([statistics.rows, inferred]).toEqual([rows - quarantined, rows - quarantined]);
    }
  });

  test("with escapes that are no characters", async () => {
    const content = '{"a":"\\ud800","b":1}\n{"a":"\\ud83d\\ude00 \\u0000","b":2,"c":{"d":"\\udc00"}}\n';
    expect(typesOf(await files.infer("escapes.ndjson", content))).toEqual([
      "a string",
      "b bigint",
      "c string",
    ]);
  });

  test("of which no record is an object is refused in these words", async () => {
    const { code, message } = await failure("python.json", "{'a': 1}\n{'a': 2}\n");
    expect([code, message]).toEqual([
      "file_unreadable",
      expect.stringContaining(`python.json: none of its records is an object`),
    ]);
  });
});

describe("text", () => {
  test("with one NUL loses its row only", async () => {
    expect(await notesOf("nul.csv", "a,b\n1,x\n2,\0\n3,z\n")).toEqual({
      rows: 2,
      malformed: 1,
      notes: [
        "1 record of the sample is malformed and will be quarantined: it is on line 3, the record holds a NUL character",
      ],
    });
  });

  test.each([
    ["shift_jis", "番号,氏名,住所\n1,山田太郎,東京都千代田区\n2,スズキ,大阪市北区\n", "氏名"],
    ["euc-jp", "番号,なまえ,ところ\n1,やまだたろう,東京都ちよだ区\n2,スズキ,おおさか\n", "なまえ"],
    ["gb18030", "编号,姓名,城市\n1,张伟,北京市朝阳区\n2,王芳,上海市浦东新区\n", "姓名"],
    ["big5", "編號,姓名,城市\n1,陳大文,台北市中山區\n2,林小明,高雄市左營區\n", "姓名"],
    ["euc-kr", "번호,이름,도시\n1,김철수,서울특별시\n2,이영희,부산광역시\n", "이름"],
    ["windows-1251", "номер,имя,город\n1,Иван,Москва\n2,Ольга,Новосибирск\n", "имя"],
    ["windows-1252", "numéro,prénom,café\n1,Zoë,Besançon\n2,Jürgen,Köln\n", "prénom"],
  ])("in %s is read as such, and told to be a guess", async (encoding, content, second) => {
    const { dataset, statistics } = await files.infer(`${encoding}.csv`, iconv.encode(content, encoding));
    expect(dataset.source?.encoding).toBe(encoding);
    expect(dataset.columns[1]?.from).toBe(second);
    expect(statistics.notes).toEqual([expect.stringContaining(`that it is ${encoding} is a guess`)]);
    expect(await files.imported(`${encoding}.csv`)).toMatchObject({ rows: 2, quarantined: 0 });
  });
});

describe("Parquet", () => {
  const folder = join(import.meta.dirname, "../engine/testing");
  const parquet = (name: string): Buffer => readFileSync(join(folder, "parquet", `${name}.parquet`));

  test.each([
    ["codec-lzo", /The column "id" .* is compressed with LZO, which is not read/],
    ["footer-says-3-of-6", /its footer counts 3 rows, and its row groups hold 6/],
    ["value-of-two-gib", /A page of the column "s" .* takes 2048 MiB/],
    ["bad-text-in-list", /A text nested in.* is not valid UTF-8/],
  ])("that cannot be read is refused by its name: %s", async (name, words) => {
    const { code, message, exitCode } = await failure(`${name}.parquet`, parquet(name));
    expect([code, exitCode, message]).toEqual(["file_unreadable", 1, expect.stringMatching(words)]);
    expect(message).toContain(`${name}.parquet: `);
  });

  test("whose footer is nonsense is refused by its name", async () => {
    const bytes = Buffer.from(parquet("page-checksums"));
    bytes.fill(0xff, bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8), bytes.length - 8);
    expect(await failure("nonsense.parquet", bytes)).toMatchObject({
      code: "file_unreadable",
      exitCode: 1,
      message: expect.stringContaining(
        "nonsense.parquet: The Parquet file is broken: its footer cannot be read",
      ),
    });
  });

  test("with a text that is no UTF-8 is inferred with a note, and loses that row", async () => {
    const { dataset, statistics } = await files.infer("bad-text.parquet", parquet("bad-text"));
    expect(typesOf({ dataset } as never)).toEqual(["id bigint", "s string"]);
    expect(statistics.notes[0]).toContain("not valid UTF-8");
    expect(await files.imported("bad-text.parquet")).toMatchObject({ rows: 4, quarantined: 1 });
  });

  test("may be compressed as a whole, and a CSV may begin as it does", async () => {
    const packed = await files.infer("packed.parquet.gz", gzipSync(parquet("page-checksums")));
    expect([packed.dataset.source, typesOf(packed)]).toEqual([
      { format: "parquet" },
      ["id bigint", "s string"],
    ]);
    expect(typesOf(await files.infer("like.csv", "PAR1,ORC\n1,2\n"))).toEqual(["par1 bigint", "orc bigint"]);
  });
});

test("a file of another kind is named, also within gzip", async () => {
  const folder = join(import.meta.dirname, "../engine/testing/kinds");
  const tar = readFileSync(join(folder, "table.tar"));
  for (const [name, bytes, what] of [
    ["table.tar", tar, "a tar archive"],
    ["table.tar.gz", gzipSync(tar), "a tar archive"],
    ["table.csv", readFileSync(join(folder, "table.xlsx")), "an Excel workbook or another Office file"],
  ] as const) {
    const { code, message } = await failure(name, bytes);
    expect([code, message]).toEqual(["file_format", `${name} is ${what}.`]);
  }
});
