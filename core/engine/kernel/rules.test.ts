// What the kernel says of rows: which reasons it judges, and which rows are known to have none of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { validateContract } from "../../contract/index.ts";
import { planOf } from "../../plan/plan.ts";
import { text } from "../../plan/sql.ts";
import type { Block } from "../split/sink.ts";
import { type Ground, split } from "./testing/paths.ts";

let ground: Ground;
beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  ground = { connection, folder: mkdtempSync(join(tmpdir(), "headrace-rules-")) };
});
afterAll(() => {
  ground.connection.closeSync();
  rmSync(ground.folder, { recursive: true });
});

const planFor = (columns: object[], rest: object = {}) =>
  planOf(
    validateContract({ version: 1, name: "test", datasets: { rows: { columns, ...rest } } }, { file: "t" }),
    "rows",
  );

function blockOf(plan: ReturnType<typeof planFor>, content: string): Block {
  const { blocks } = split(ground, plan, content, [1 << 16], true, false);
  expect(blocks).toHaveLength(1);
  return blocks[0] as Block;
}

async function sureOf({ path }: Block): Promise<boolean[]> {
  const reader = await ground.connection.runAndReadAll(
    `SELECT sure FROM read_parquet(${text(path)}) ORDER BY "start"`,
  );
  return reader.getRows().flat() as boolean[];
}

const columns = [
  { name: "id", type: "int", required: true },
  { name: "mail", type: "string", clean: ["trim", "lower"], pattern: "^\\S+@\\S+$", max_length: 10 },
  { name: "amount", type: "decimal(8,2)", min: 0, max: 10 },
  { name: "currency", type: "string", in: ["GBP", "EUR"] },
  { name: "at", type: "date", min: "2024-01-01" },
];

test("rows that break no rule are known by nearly all that they hold", async () => {
  const rows: [string, boolean][] = [
    ["1, A@b ,3.50,GBP,2024-01-01", true],
    ["2,,,,", true],
    [",a@b,1,GBP,2024-01-01", false],
    ["3,ab,1,GBP,2024-01-01", false],
    ["4,a@bcdefghij,1,GBP,2024-01-01", false],
    ["5,é@b,1,GBP,2024-01-01", false],
    ["6,a@b,-0.01,GBP,2024-01-01", false],
    ["7,a@b,10.01,GBP,2024-01-01", false],
    ["8,a@b,10,USD,2024-01-01", false],
    ["9,a@b,1e0,GBP,2024-01-01", false],
    ["10,a@b,0,EUR,2023-12-31", false],
    ["x,a@b,0,EUR,2024-12-31", false],
  ];
  const block = blockOf(
    planFor(columns),
    `id,mail,amount,currency,at\n${rows.map(([row]) => row).join("\n")}\n`,
  );
  expect(await sureOf(block)).toEqual(rows.map(([, isSure]) => isSure));
  expect(block.shortcuts.judged?.isWhole).toBe(false);
  expect([...(block.shortcuts.judged?.reasons ?? [])].sort()).toEqual(
    ["amount:max", "amount:min", "amount:type", "at:min", "at:type", "currency:in"].concat([
      "id:required",
      "id:type",
      "mail:max_length",
      "mail:pattern",
    ]),
  );
});

test("where all rows are known to be right there is nothing left to judge", () => {
  const block = blockOf(planFor(columns), "id,mail,amount,currency,at\n1,a@b,1,GBP,2024-01-01\n");
  expect(block.shortcuts.judged?.isWhole).toBe(true);
});

test("a reason that a check or a folder has too is left to SQL, and so is a column that the file lacks", () => {
  const plan = planFor(
    [
      { name: "check", type: "string", pattern: "a" },
      { name: "place", type: "string", in: ["x", "y"], max_length: 3, required: true },
      { name: "more", type: "int" },
    ],
    { checks: [{ name: "pattern", expression: "place <> 'z'" }], partition_by: ["place"] },
  );
  const block = blockOf(plan, "check,place\na,x\n");
  expect([...(block.shortcuts.judged?.reasons ?? [])]).toEqual(["place:required"]);
});
