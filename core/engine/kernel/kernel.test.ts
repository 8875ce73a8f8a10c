// The kernel against the exact path: the same bytes through both, value by value.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { validateContract } from "../../contract/index.ts";
import type { Plan } from "../../plan/plan.ts";
import { planOf } from "../../plan/plan.ts";
import { texts } from "../../plan/sql.ts";
import type { Shortcuts } from "../../plan/typed.ts";
import { bindTokenKey } from "../session.ts";
import type { Block } from "../split/sink.ts";
import { compileKernel } from "./build.ts";
import { kernelBytes } from "./memory.ts";
import * as paths from "./testing/paths.ts";
import { KEY } from "./testing/paths.ts";
import { chunks, column, moment, quoted, table, text, types } from "./testing/tables.ts";

let connection: DuckDBConnection;
let folder: string;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("SET TimeZone = 'UTC'");
  await bindTokenKey(connection, KEY, 1);
  folder = mkdtempSync(join(tmpdir(), "headrace-kernel-"));
});
afterAll(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true });
});

const planFor = (columns: object[], rest: object = {}): Plan =>
  planOf(
    validateContract({ version: 1, name: "test", datasets: { rows: { columns, ...rest } } }, { file: "t" }),
    "rows",
  );

const same = (plan: Plan, content: string, chunks: readonly number[], byPartition = false): Promise<void> =>
  paths.same({ folder, connection }, plan, content, chunks, byPartition);

describe("the kernel reads what the exact path reads", () => {
  test("whatever the columns, the bytes, and how they come", async () => {
    // Many columns at once: what a run costs is the engine's start, and columns are read one by one.
    const names = Array.from({ length: 15 }, (_, at) => `c${at}`);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...names.map(column)),
        table(names.length),
        chunks,
        async (columns, rows, sizes) => same(planFor(columns), `${names.join(",")}\n${rows}`, sizes),
      ),
      { numRuns: 50 },
    );
  }, 240_000);

  test("with each partition in blocks of its own, few or more than it keeps apart", async () => {
    const at = fc.oneof(
      moment,
      fc
        .date({ min: new Date("1960-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 19)),
    );
    const rows = fc.array(fc.tuple(at, text), { maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        chunks,
        fc.constantFrom("year", "month", "day", "hour"),
        fc.constantFrom("timestamp", "date"),
        async (values, sizes, unit, type) => {
          if (unit === "hour" && type === "date") return;
          const plan = planFor(
            [
              { name: "at", type },
              { name: "s", type: "string" },
            ],
            { partition_by: [`${unit}(at)`] },
          );
          const content = values
            .map(([when, s]) => `${type === "date" ? when.slice(0, 10) : when},${quoted(s)}\n`)
            .join("");
          await same(plan, `at,s\n${content}`, sizes, true);
        },
      ),
      { numRuns: 60 },
    );
  }, 240_000);

  test("texts larger than their regions, groups larger than a row group", async () => {
    const plan = planFor([
      { name: "a", type: "string" },
      { name: "b", type: "int" },
    ]);
    const long = "é,\n".repeat(700_000);
    const many = Array.from({ length: 70_000 }, (_, at) => `row ${at},${at % 7 === 0 ? `+${at}.` : at}`).join(
      "\r\n",
    );
    await same(plan, `a,b\n${quoted(long)},1\nx,2\n${quoted(long)},x\n${many}\n`, [1 << 20]);
  });

  test.each(["csv", "ndjson"])(
    "records of %s that no text's region holds, whose fields it does",
    async (format) => {
      const names = Array.from({ length: 40 }, (_, at) => `c${at}`);
      const columns = [{ name: "at", type: "date" }, ...names.map((name) => ({ name, type: "string" }))];
      const plan = planFor(columns, { source: { format }, partition_by: ["day(at)"] });
      const value = (row: number, at: number): string =>
        (row * at) % 7 === 0 ? "" : `${row} `.repeat(100 + ((row + at) % 150));
      const records = Array.from({ length: 60 }, (_, row) => ({
        at: `2024-01-0${1 + (row % 3)}`,
        ...Object.fromEntries(names.map((name, at) => [name, value(row, at)])),
      }));
      const lines =
        format === "csv"
          ? [["at", ...names], ...records.map((record) => Object.values(record))].map((row) => row.join(","))
          : records.map((record) => JSON.stringify(record, (_, of) => (of === "" ? undefined : of)));
      const content = `${lines.join("\n")}\n`;
      await same(plan, content, [1 << 16], true);
      // What the exact path adds is of no partition.
      const { blocks } = paths.split({ folder, connection }, plan, content, [1 << 16], true, true);
      const days = new Map(blocks.map(({ partition, rows }) => [partition, rows]));
      expect(days).toEqual(new Map(["2024-01-01", "2024-01-02", "2024-01-03"].map((day) => [day, 20])));
    },
  );

  test("many columns", async () => {
    const columns = Array.from({ length: 300 }, (_, at) => ({
      name: `c${at}`,
      type: types[at % types.length] as string,
    }));
    const plan = planFor(columns);
    const row = columns.map((_, at) => (at % 3 === 0 ? "2024-01-31" : String(at))).join(",");
    const header = columns.map(({ name }) => name).join(",");
    await same(plan, `${header}\n${`${row}\n`.repeat(200)}`, [4096]);
    // Each of its fields has room, and all of them are more than a record may have.
    const long = columns.map(() => "x".repeat(60_000)).join(",");
    await same(plan, `${header}\n${row}\n${long}\n${row}\n`, [1 << 20]);
  });
});

test("tokens are HMAC-SHA256, at every length", async () => {
  const plan = planFor([{ name: "a", type: "string", tokenize: "hmac" }]);
  const values = Array.from({ length: 130 }, (_, length) => "é".repeat(length % 3) + "k".repeat(length));
  const { blocks } = paths.split(
    { folder, connection },
    plan,
    `a\n${values.join("\n")}\n`,
    [64],
    true,
    false,
  );
  const [block] = blocks as [Block];
  const shortcuts: Shortcuts = block.shortcuts;
  expect(shortcuts.tokens).toEqual(new Set([0]));
  const reader = await connection.runAndReadAll(`SELECT s0, h0 FROM read_parquet(${texts([block.path])})`);
  const pairs = reader.getRows() as [string, string][];
  expect(pairs).toHaveLength(130);
  for (const [value, token] of pairs) {
    const length = Buffer.byteLength(value);
    if (length < 1 || length > 55) expect(token).toBe("");
    else expect(token).toBe(createHmac("sha256", KEY).update(value).digest("hex"));
  }
});

test("tokens of texts that come again are those of the first time", async () => {
  const plan = planFor([
    { name: "a", type: "string", tokenize: "hmac", clean: ["trim", "lower"] },
    { name: "b", type: "string", tokenize: "hmac" },
  ]);
  // Few texts; more than are kept; and all different ones.
  const values = Array.from({ length: 60_000 }, (_, at) => [
    ` Text ${at < 40_000 ? at % 7 : at % 9000}`,
    at < 20_000 ? `no ${at}` : `x${at % 100}`,
  ]);
  const content = `a,b\n${values.map((pair) => pair.join(",")).join("\n")}\n`;
  const { blocks } = paths.split({ folder, connection }, plan, content, [1 << 16], true, false);
  const made = new Map<string, string>();
  const token = (value: string): string => {
    const known = made.get(value) ?? createHmac("sha256", KEY).update(value).digest("hex");
    made.set(value, known);
    return known;
  };
  const reader = await connection.runAndReadAll(
    `SELECT h0, h1 FROM read_parquet([${texts(blocks.map(({ path }) => path))}]) ORDER BY "start"`,
  );
  const wrong = (reader.getRows() as [string, string][]).filter(([a, b], at) => {
    const [first = "", second = ""] = values[at] as string[];
    return a !== token(first.trim().toLowerCase()) || b !== token(second);
  });
  expect([reader.currentRowCount, wrong]).toEqual([60_000, []]);
});

test("wasm.ts is what its sources compile to", async () => {
  expect(kernelBytes().equals(await compileKernel())).toBe(true);
});
