// The kernel against the exact path, for JSON: the same bytes through both, value by value.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { validateContract } from "../../contract/index.ts";
import { planOf } from "../../plan/plan.ts";
import { bindTokenKey } from "../session.ts";
import { arrayOf, linesOf, member } from "./testing/objects.ts";
import { type Ground, KEY, outcome, same, split } from "./testing/paths.ts";
import { chunks, column, moment } from "./testing/tables.ts";

let ground: Ground;
beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("SET TimeZone = 'UTC'");
  await bindTokenKey(connection, KEY, 1);
  ground = { connection, folder: mkdtempSync(join(tmpdir(), "headrace-json-kernel-")) };
});
afterAll(() => {
  ground.connection.closeSync();
  rmSync(ground.folder, { recursive: true });
});

const planFor = (columns: object[], rest: object = {}) =>
  planOf(
    validateContract(
      { version: 1, name: "test", datasets: { rows: { source: { format: "ndjson" }, columns, ...rest } } },
      { file: "t" },
    ),
    "rows",
  );

describe("the kernel reads what the exact path reads", () => {
  const names = Array.from({ length: 8 }, (_, at) => `c${at}`);
  const columns = fc.tuple(...names.map(column));
  // Members come and go, in any order, twice, and under names that no column has.
  const objects = fc.array(
    fc.array(member([...names, "other", "another one", 'with \\"quote']), { maxLength: 11 }),
    { maxLength: 25 },
  );

  test("on lines", async () => {
    await fc.assert(
      fc.asyncProperty(columns, objects.chain(linesOf), chunks, async (types, text, sizes) =>
        same(ground, planFor(types), text, sizes),
      ),
      { numRuns: 60 },
    );
  }, 240_000);

  test("in an array, where that is one", async () => {
    await fc.assert(
      fc.asyncProperty(columns, objects.chain(arrayOf), chunks, async (types, text, sizes) => {
        const plan = planFor(types);
        let exact: unknown;
        try {
          split(ground, plan, text, [1 << 20], false, false);
        } catch (error) {
          exact = error;
        }
        if (exact === undefined) return same(ground, plan, text, sizes);
        // What rejects the file does so by either path.
        expect(() => split(ground, plan, text, sizes, true, false)).toThrow((exact as Error).message);
      }),
      { numRuns: 60 },
    );
  }, 240_000);

  test("with each partition in blocks of its own", async () => {
    const plan = planFor(
      [
        { name: "at", type: "timestamp" },
        { name: "s", type: "string" },
      ],
      {
        partition_by: ["month(at)"],
      },
    );
    const row = fc.tuple(fc.option(moment), fc.constantFrom('"x"', "null", '"a \\n"', "[1, 2]"));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 100 }), chunks, async (rows, sizes) => {
        const text = rows.map(([at, s]) => `{"at":${JSON.stringify(at)},"s":${s}}\n`).join("");
        await same(ground, plan, text || "{}", sizes, true);
      }),
      { numRuns: 60 },
    );
  }, 240_000);
});

test("objects of one shape are the kernel's, the first and the last too", async () => {
  const plan = planFor(
    [
      { name: "at", type: "date" },
      { name: "n", type: "int" },
    ],
    { partition_by: ["day(at)"] },
  );
  const objects = Array.from(
    { length: 500 },
    (_, at) => `{"n": ${at}, "at": "2024-01-0${1 + (at % 3)}", "x": 1}`,
  );
  for (const text of [objects.join("\n"), `[${objects.join(",\n")}]`]) {
    const { blocks } = split(ground, plan, text, [700], true, true);
    expect(blocks.map(({ partition, rows }) => [partition, rows])).toEqual([
      ["2024-01-01", 167],
      ["2024-01-02", 167],
      ["2024-01-03", 166],
    ]);
    const { rows } = await outcome(ground, plan, { blocks, malformed: undefined });
    expect(rows.map(([, , , , , n]) => Number(n))).toEqual(objects.map((_, at) => at));
  }
});
