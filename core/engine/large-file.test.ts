// Files that are split in a thread while their first blocks are written: the same files, rows and quarantine as on one core.
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, describe, expect, test } from "@jest/globals";
import { LARGE_BYTES } from "./split/split-file.ts";
import { LargeFile, line, ROWS } from "./testing/large.ts";

const large = new LargeFile();
const { folder, text } = large;
afterAll(() => large.remove());

describe("two threads make what one does", () => {
  test.each([
    ["by day, more of them than are told apart", { partition_by: ["day(at)"] }],
    ["in one file", {}],
    ["with a key", { partition_by: ["day(at)"], key: ["id"] }],
    ["with a key that rejects, in one file", { key: ["id"], on_duplicate: "reject" }],
  ])(
    "%s",
    async (_, dataset) => {
      const one = await large.run({ ...dataset }, 1);
      const two = await large.run({ ...dataset }, 2);
      const found = (await large.seen(one)) as {
        rowsIn: number;
        rowsCurated: number;
        curated: { path: string }[];
      };
      expect(await large.seen(two)).toEqual(found);
      expect(found.rowsIn).toBe(ROWS);
      expect(found.rowsCurated).toBeGreaterThan(ROWS / 2);
      if (!("partition_by" in dataset))
        expect(found.curated.map(({ path }) => path)).toEqual(["curated/rows/run-0000.parquet"]);
      expect(readdirSync(join(folder, "scratch"))).toEqual(["spill"]);
    },
    120_000,
  );
});

test("objects on lines: as many files as there are days, and the same rows", async () => {
  const file = join(folder, "rows.ndjson");
  const object = (at: number): string => {
    const [id = "", when = "", mail = "", amount = ""] = line(at).split(",");
    const strange = at % 20_000 === 9 ? `,"more":{"at":[${at}]}` : "";
    return `{"id":${Number.parseInt(id, 10)},"at":"${when}","mail":"${mail.trim()}","amount":${Number(amount) || 0},"note":"a text \\"${at % 13}\\", longer than it need be, to make the file as large as it is to be"${strange}}`;
  };
  writeFileSync(file, Array.from({ length: ROWS / 2 }, (_, at) => object(at)).join("\n"));
  expect(statSync(file).size).toBeGreaterThan(LARGE_BYTES);
  const dataset = { source: { format: "ndjson" }, partition_by: ["day(at)"] };
  const one = (await large.seen(await large.run(dataset, 1, file))) as {
    rowsIn: number;
    rowsCurated: number;
  };
  expect(await large.seen(await large.run(dataset, 2, file))).toEqual(one);
  expect(one.rowsIn).toBe(ROWS / 2);
  expect(one.rowsCurated).toBeGreaterThan(ROWS / 3);
}, 120_000);

test("Parquet, in parts of several row groups: the same files, of rows with faults and duplicates", async () => {
  const file = join(folder, "rows.parquet");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  try {
    await connection.run(
      `COPY (SELECT CASE WHEN i > 60_000 AND i % 7000 = 7 THEN i - 60_000 ELSE i END AS id, TIMESTAMP '2024-01-01' + to_seconds(i * 20) AS "at",
         CASE WHEN i % 1000 = 3 THEN 'nobody' ELSE ' User' || i || '@Example.org' END AS mail,
         (i % 10_000)::DECIMAL(10, 2) AS amount, repeat(md5(i::VARCHAR), 3) AS note FROM range(${ROWS / 3}) rows(i))
       TO '${file}' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 20_480)`,
    );
  } finally {
    connection.closeSync();
  }
  const dataset = { source: { format: "parquet" }, partition_by: ["month(at)"], key: ["id"] };
  const one = (await large.seen(await large.run(dataset, 1, file))) as {
    rowsCurated: number;
    rowsQuarantined: number;
  };
  expect(await large.seen(await large.run(dataset, 2, file))).toEqual(one);
  const faults = ROWS / 3 / 1000;
  const duplicates = 11;
  expect(one.rowsQuarantined).toBe(faults + duplicates);
  expect(one.rowsCurated).toBe(ROWS / 3 - one.rowsQuarantined);
}, 120_000);

test("a file that is not large, dealt out to partitions in two parts", async () => {
  const end = text.indexOf("\n", 20 << 20);
  writeFileSync(join(folder, "smaller.csv"), text.slice(0, end + 1));
  const dataset = { partition_by: ["day(at)"] };
  const one = (await large.seen(await large.run(dataset, 1, join(folder, "smaller.csv")))) as {
    rowsIn: number;
  };
  expect(await large.seen(await large.run(dataset, 2, join(folder, "smaller.csv")))).toEqual(one);
  expect(one.rowsIn).toBeGreaterThan(ROWS / 3);
}, 60_000);

test("a compressed file that was cut short is rejected, and leaves nothing", async () => {
  const whole = gzipSync(text, { level: 0 });
  expect(whole.length).toBeGreaterThan(LARGE_BYTES);
  writeFileSync(join(folder, "cut.csv.gz"), whole.subarray(0, whole.length - 1000));
  const { result, out } = await large.run({}, 2, join(folder, "cut.csv.gz"));
  expect(result.rejected?.reason).toBe("file:truncated");
  expect(result).toMatchObject({ rowsIn: 0, rowsCurated: 0, curated: [] });
  expect(readdirSync(out)).toEqual([]);
}, 60_000);

test("an import that is aborted ends its thread, and leaves nothing", async () => {
  const abort = new AbortController();
  const out = join(folder, "aborted");
  await expect(
    large.run({ partition_by: ["day(at)"] }, 2, undefined, {
      out,
      signal: abort.signal,
      onProgress: ({ phase }) => {
        if (phase === "write") abort.abort(new Error("enough"));
      },
    }),
  ).rejects.toThrow("enough");
  expect(readdirSync(out)).toEqual([]);
  expect(readdirSync(join(folder, "scratch"))).toEqual(["spill"]);
}, 60_000);
