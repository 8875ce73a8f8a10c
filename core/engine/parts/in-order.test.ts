// Rows in order, part by part, wherever they lie.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@jest/globals";
import { rowsOf } from "../answers.ts";
import { partsInOrder } from "./in-order.ts";

test.each([
  ["even", "range * 7"],
  ["close together, and one far away", "CASE WHEN range = 999 THEN 1000000000000 ELSE range END"],
  ["one only", "5"],
])("%s", async (name, start) => {
  const folder = mkdtempSync(join(tmpdir(), "headrace-order-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const rows = name === "one only" ? 1 : 1000;
    const select = `SELECT (${start})::BIGINT AS "start", range AS n FROM range(${rows}) ORDER BY hash(range)`;
    const seen: number[] = [];
    let before = -1n;
    for await (const { sql, first, last } of partsInOrder(
      connection,
      join(folder, "parts"),
      select,
      rows,
      60,
    )) {
      const part = (await rowsOf(connection, `SELECT "start", n FROM (${sql}) ORDER BY "start"`)) as [
        bigint,
        bigint,
      ][];
      expect(part.length).toBeLessThanOrEqual(60);
      expect([part[0]?.[0], part.at(-1)?.[0]]).toEqual([first, last]);
      expect(first).toBeGreaterThan(before);
      before = last;
      seen.push(...part.map(([, n]) => Number(n)));
    }
    expect(seen).toEqual(Array.from({ length: rows }, (_, n) => n));
    expect(existsSync(join(folder, "parts"))).toBe(false);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
});
