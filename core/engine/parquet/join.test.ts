// Files that were written apart, as one: every row, every row group, and offsets that hold.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { numberOf, rowsOf } from "../answers.ts";
import { readFooter } from "./footer.ts";
import { joinParquet } from "./join.ts";

let connection: DuckDBConnection;
let folder: string;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect();
  folder = mkdtempSync(join(tmpdir(), "headrace-join-"));
});
afterAll(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true });
});

let files = 0;
async function written(from: number, to: number, more = ""): Promise<string> {
  const path = join(folder, `${files++}.parquet`);
  await connection.run(
    `COPY (SELECT range AS n, 'text ' || range % 100 AS s, range / 7::DOUBLE AS d, DATE '2024-01-01' + (range % 90)::INT AS day${more}
           FROM range(${from}, ${to})) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)`,
  );
  return path;
}

test.each([
  ["two", [5000, 3000]],
  ["many, of more row groups than a short list holds", [20_000, 1, 2048, 40_000, 7]],
])("%s", async (_, sizes) => {
  let from = 0;
  const paths: string[] = [];
  for (const size of sizes) {
    paths.push(await written(from, from + size));
    from += size;
  }
  const groups = await numberOf(
    connection,
    `SELECT count(*) FROM parquet_metadata([${paths.map((path) => `'${path}'`)}]) WHERE column_id = 0`,
  );
  const [first = "", ...others] = paths;
  expect(await joinParquet(first, others)).toBe(statSync(first).size);
  const [row] = await rowsOf(
    connection,
    `SELECT count(*), count(DISTINCT n), sum(n), bool_and(s = 'text ' || n % 100 AND d = n / 7::DOUBLE AND day = DATE '2024-01-01' + (n % 90)::INT) FROM '${first}'`,
  );
  expect(row?.map(String)).toEqual([from, from, (from * (from - 1)) / 2, true].map(String));
  // Row groups that are passed over by their statistics and their Bloom filters.
  expect(await numberOf(connection, `SELECT count(*) FROM '${first}' WHERE n = ${from - 1}`)).toBe(1);
  expect(await numberOf(connection, `SELECT count(*) FROM '${first}' WHERE s = 'text 3'`)).toBe(
    Math.floor((from + 96) / 100),
  );
  expect(
    await numberOf(connection, `SELECT count(*) FROM parquet_metadata('${first}') WHERE column_id = 0`),
  ).toBe(groups);
  const file = await open(first);
  try {
    const footer = await readFooter(file, statSync(first).size);
    expect(footer.groups).toHaveLength(groups);
    const places = footer.groups.flatMap(({ chunks }) => chunks.map(({ start }) => start));
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
  } finally {
    await file.close();
  }
});

test("files of different columns are not joined", async () => {
  const first = await written(0, 10);
  const other = await written(10, 20, ", 1 AS more");
  await expect(joinParquet(first, [other])).rejects.toThrow("different columns");
});
