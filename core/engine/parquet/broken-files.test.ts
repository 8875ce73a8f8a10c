// Parquet files that are broken, or lie, or hold what is not read: refused with what is wrong, and no row of them taken
// on trust.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { importBytes } from "../testing/harness.ts";

const FOLDER = join(import.meta.dirname, "../testing/parquet");
/** By pyarrow; footers and codecs that are wrong were made so afterwards. */
const file = (name: string): Buffer => readFileSync(join(FOLDER, `${name}.parquet`));

async function byDuckDb(select: string, options = ""): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "headrace-parquet-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(`COPY (${select}) TO '${folder}/x.parquet' (FORMAT parquet${options})`);
    return readFileSync(join(folder, "x.parquet"));
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}

const dataset = (...columns: object[]) => ({ source: { format: "parquet" }, columns });
const id = { name: "id", type: "bigint" };
const s = { name: "s", type: "string" };

/** The file with the bytes `from` replaced by as many others, wherever they are in its footer. */
function inFooter(whole: Buffer, from: Buffer, to: Buffer): Buffer {
  const copy = Buffer.from(whole);
  const footer = copy.subarray(copy.length - 8 - copy.readUInt32LE(copy.length - 8));
  let found = 0;
  for (let at = footer.indexOf(from); at >= 0; at = footer.indexOf(from, at + 1)) {
    to.copy(footer, at);
    found += 1;
  }
  expect(found).toBeGreaterThan(0);
  return copy;
}

describe("a footer", () => {
  test.each([
    ["footer-says-0-of-6", "0"],
    ["footer-says-3-of-6", "3"],
  ])("that counts other rows than its row groups hold rejects the file: %s", async (name, rows) => {
    const { rejected, result } = await importBytes(dataset(id), file(name));
    expect(rejected).toBe("file:corrupt");
    expect(result.rejected?.message).toBe(
      `The Parquet file is broken: its footer counts ${rows} rows, and its row groups hold 6.`,
    );
  });

  test("whose row group counts other rows than its pages hold rejects the file", async () => {
    // 500 and 499 as zigzag varints of 64 bits: all counts of the footer.
    const whole = await byDuckDb("SELECT range AS id FROM range(500)");
    const less = inFooter(whole, Buffer.from([0x16, 0xe8, 0x07]), Buffer.from([0x16, 0xe6, 0x07]));
    const { rejected, result } = await importBytes(dataset(id), less);
    expect([rejected, result.rejected?.message]).toEqual([
      "file:corrupt",
      'The Parquet file is broken in the column "id": its pages hold 500 values, and the footer counts 499.',
    ]);
  });

  test("with wrong statistics lets no value past its rules", async () => {
    const int64 = (value: bigint): Buffer => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(value);
      return bytes;
    };
    const whole = await byDuckDb("SELECT unnest([5::BIGINT, -7, 9]) AS id");
    const lying = inFooter(whole, int64(-7n), int64(1n));
    const { rows, quarantine } = await importBytes(dataset({ ...id, min: 0 }), lying);
    expect(rows).toEqual([{ id: "5" }, { id: "9" }]);
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([["id:min"]]);
  });

  test("that is no Thrift, or lies outside the file, rejects it", async () => {
    const whole = file("page-checksums");
    const nonsense = Buffer.from(whole);
    nonsense.fill(0xff, whole.length - 8 - whole.readUInt32LE(whole.length - 8), whole.length - 8);
    expect((await importBytes(dataset(id), nonsense)).rejected).toBe("file:corrupt");
    const long = Buffer.from(whole);
    long.writeUInt32LE(0x7fffffff, whole.length - 8);
    expect((await importBytes(dataset(id), long)).rejected).toBe("file:corrupt");
    expect((await importBytes(dataset(id), whole.subarray(0, whole.length - 20))).rejected).toBe(
      "file:truncated",
    );
  });
});

describe("a page", () => {
  test("whose checksum does not fit rejects the file; with right ones it is read", async () => {
    const right = file("page-checksums");
    expect((await importBytes(dataset(id, s), right)).rows).toEqual([
      { id: "1", s: "a" },
      { id: "2", s: "b" },
      { id: "3", s: "c" },
    ]);
    const wrong = Buffer.from(right);
    const three = wrong.indexOf(Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]));
    wrong[three] = 7;
    const { rejected, result } = await importBytes(dataset(id, s), wrong);
    expect(rejected).toBe("file:corrupt");
    expect(result.rejected?.message).toMatch(
      /column "id": the checksum of the page at byte \d+ does not fit/,
    );
  });

  test("of 2 GiB in a file of 4 kB rejects the file before it is read", async () => {
    const { rejected, result } = await importBytes(dataset(id, s), file("value-of-two-gib"));
    expect(rejected).toBe("file:unsupported");
    expect(result.rejected?.message).toMatch(/^A page of the column "s" of the Parquet file takes 2048 MiB/);
  });

  test("of the largest size that other writers make is read in an import's usual memory", async () => {
    const select = "SELECT range AS id, repeat(md5(range::VARCHAR), 25) AS s FROM range(122880)";
    const { result } = await importBytes(dataset(id, s), await byDuckDb(select, ", COMPRESSION zstd"), {
      threads: 2,
    });
    expect([result.rejected, result.rowsCurated]).toEqual([undefined, 122_880]);
  }, 120_000);

  test("that is broken inside names its column", async () => {
    const whole = await byDuckDb(
      "SELECT range AS id, md5(range::VARCHAR) AS s FROM range(2000)",
      ", COMPRESSION snappy",
    );
    const broken = Buffer.from(whole);
    const half = Math.floor(whole.length / 2);
    broken.fill(0xff, half, half + 2000);
    const { rejected, result } = await importBytes(dataset(id, s), broken);
    expect(rejected).toBe("file:corrupt");
    expect(result.rejected?.message).toMatch(/^The Parquet file is broken inside: in the column "s", /);
  });
});

test("a codec that is not read is named with its column, and is no fault of the file", async () => {
  const { rejected, result } = await importBytes(dataset(id), file("codec-lzo"));
  expect([rejected, result.rejected?.message]).toEqual([
    "file:unsupported",
    'The column "id" of the Parquet file is compressed with LZO, which is not read: write it with zstd, snappy, gzip, brotli, lz4_raw or none.',
  ]);
});

test("that lacks the contract's columns is told so in words of its own", async () => {
  const message = async (...columns: object[]) =>
    (await importBytes(dataset(...columns), file("page-checksums"))).result.rejected?.message;
  expect(await message({ name: "other", type: "int" })).toBe(
    'The Parquet file has none of the contract\'s columns. It has "id", "s".',
  );
  expect(await message(id, { name: "other", type: "int", required: true })).toBe(
    'The file lacks the required column "other". It has "id", "s".',
  );
});

describe("a text that is no UTF-8", () => {
  test("costs its row, and no other", async () => {
    const { rows, quarantine } = await importBytes(dataset(id, s), file("bad-text"));
    expect(rows).toEqual([
      { id: "1", s: "ok" },
      { id: "3", s: "fine" },
      { id: "4", s: null },
    ]);
    expect(quarantine).toEqual([
      { file: "input", raw: '{"id":2,"s":"\\\\xFF\\\\xFE"}', reasons: ["row:encoding"] },
    ]);
  });

  test("costs nothing in a column that is not asked for, and is shown in a row that is bad otherwise", async () => {
    const { rows, quarantine } = await importBytes(dataset({ ...id, max: 1 }), file("bad-text"));
    expect(rows).toEqual([{ id: "1" }]);
    expect(quarantine.map(({ raw, reasons }) => [raw, ...reasons])).toEqual([
      ['{"id":2,"s":"\\\\xFF\\\\xFE"}', "id:max"],
      ['{"id":3,"s":"fine"}', "id:max"],
      ['{"id":4,"s":null}', "id:max"],
    ]);
  });

  test("counts towards the ratio, and keeps its reason when the file is rejected", async () => {
    const strict = { ...dataset(id, s), quality: { max_reject_ratio: 0.1 } };
    const { rejected, quarantine } = await importBytes(strict, file("bad-text"));
    expect(rejected).toBe("file:reject_ratio");
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([
      ["file:reject_ratio"],
      ["row:encoding"],
      ["file:reject_ratio"],
      ["file:reject_ratio"],
    ]);
  });

  test("is kept apart from the key's duplicates", async () => {
    const keyed = { ...dataset(id, { ...s, required: false }), key: ["id"] };
    const { rows } = await importBytes(keyed, file("bad-text"));
    expect(rows.map((row) => row.id).sort()).toEqual(["1", "3", "4"]);
  });

  test("within a list rejects the file, and names the column", async () => {
    const list = dataset(id, { name: "l", type: "string" });
    const { rejected, result } = await importBytes(list, file("bad-text-in-list"));
    expect([rejected, result.rejected?.message]).toEqual([
      "file:corrupt",
      'A text nested in the column "l" of the Parquet file is not valid UTF-8.',
    ]);
  });
});

test("a column may be called file_row_number", async () => {
  const { rows, quarantine } = await importBytes(
    dataset({ name: "file_row_number", type: "bigint", max: 20 }, { name: "x", type: "string" }),
    file("column-file-row-number"),
  );
  expect(rows).toEqual([
    { file_row_number: "10", x: "a" },
    { file_row_number: "20", x: "b" },
  ]);
  expect(quarantine.map(({ raw }) => raw)).toEqual(['{"file_row_number":30,"x":"c"}']);
});

test("whatever bytes are changed, each row is accounted for or the file is rejected with a reason", async () => {
  const many = await byDuckDb(
    `SELECT range AS id, CASE WHEN range % 3 > 0 THEN 'text ' || (range % 7) END AS s, [range] AS l
     FROM range(500)`,
    ", COMPRESSION zstd, ROW_GROUP_SIZE 200",
  );
  const bases = [many, file("page-checksums"), file("bad-text"), file("bad-text-in-list")];
  const change = fc.record({
    at: fc.double({ min: 0, max: 0.999999, noNaN: true }),
    footer: fc.nat(3),
    byte: fc.nat(255),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...bases),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      async (base, changes) => {
        const bytes = Buffer.from(base);
        const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
        for (const { at, footer, byte } of changes) {
          const from = footer > 0 ? start : 4;
          bytes[from + Math.floor(at * (bytes.length - 8 - from))] = byte;
        }
        const { rejected } = await importBytes(
          dataset({ ...id, max: 2 }, s, { name: "l", type: "string" }),
          bytes,
        );
        if (rejected !== undefined) expect(rejected).toMatch(/^file:/);
      },
    ),
    { numRuns: 150 },
  );
}, 240_000);
