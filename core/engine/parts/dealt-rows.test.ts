// Rows dealt out to parts on disk: each row once, and all of one hash in one part.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@jest/globals";
import { rowsOf } from "../answers.ts";
import { DealtRows } from "./dealt-rows.ts";

test.each([1, 3_000_000, 1_000_000_000])("of an expected %d rows", async (expected) => {
  const folder = mkdtempSync(join(tmpdir(), "headrace-dealt-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const dealt = new DealtRows(connection, folder, expected);
    expect(dealt.parts).toBe(Math.min(256, Math.ceil(expected / 1_000_000)));
    const numbers = (from: number, to: number): string =>
      `SELECT hash(range % 50) AS h, range AS "start" FROM range(${from}, ${to})`;
    // Small batches wait together; a large one is dealt at once, past those that wait.
    await dealt.add(numbers(0, 100), 100);
    await dealt.add(numbers(100, 600), 2_000_000);
    await dealt.add(numbers(600, 1000), 400);
    await dealt.end();
    const rows = Array.from({ length: dealt.parts }, (_, at) => dealt.rowsIn(at));
    expect(rows.reduce((sum, one) => sum + one, 0)).toBe(1000);
    const seen = new Map<string, number>();
    let starts = 0;
    for (let at = 0; at < dealt.parts; at++) {
      const part = dealt.part(at);
      if (!part) continue;
      for (const [hash, count] of await rowsOf(connection, `SELECT h, count(*) FROM ${part} GROUP BY h`)) {
        expect(seen.has(String(hash))).toBe(false);
        seen.set(String(hash), Number(count));
        starts += Number(count);
      }
      await dealt.drop(at);
      expect(dealt.part(at)).toBeUndefined();
    }
    expect([starts, seen.size]).toEqual([1000, 50]);
    expect(
      readdirSync(folder, { recursive: true }).filter((name) => /\.parquet$/.test(String(name))),
    ).toEqual([]);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
});
