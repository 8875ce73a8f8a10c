// What rows are joined with while several batches are written at once: lookups, and tokens that are made beside SQL.
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, test } from "@jest/globals";
import { LocalWrapping, MemoryStore } from "../tokens/vault/local.ts";
import { Vault } from "../tokens/vault/vault.ts";
import { rowsOf } from "./answers.ts";
import { columns, LargeFile, ROWS } from "./testing/large.ts";

const large = new LargeFile();
afterAll(() => large.remove());

async function ask(sql: string): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  try {
    return await rowsOf(connection, sql);
  } finally {
    connection.closeSync();
  }
}
const curated = (out: string): string =>
  `read_parquet('${out}/curated/rows/*/*.parquet', hive_partitioning = false)`;

const keepers = {
  columns: [
    { name: "id", type: "bigint" },
    { name: "keeper", type: "string" },
  ],
  key: ["id"],
};

test.each([
  // A table of it in each statement, side by side, or one after the other.
  ["little of the memory", 2_000],
  ["much of it", 100],
])(
  "a lookup that takes %s",
  async (_, memoryLimitMb) => {
    const file = join(large.folder, "keepers.parquet");
    await ask(
      `COPY (SELECT i::BIGINT AS id, 'keeper ' || i % 100 AS keeper FROM range(0, ${ROWS}, 2) t(i)) TO '${file}' (FORMAT parquet)`,
    );
    const dataset = { partition_by: ["day(at)"], enrich: [{ lookup: "keepers", on: "id", add: ["keeper"] }] };
    const options = { others: { keepers }, lookups: { keepers: [file] }, memoryLimitMb };
    const one = await large.run(dataset, 1, undefined, options);
    const two = await large.run(dataset, 2, undefined, options);
    const found = (await large.seen(one)) as { rowsCurated: number };
    expect(await large.seen(two)).toEqual(found);
    expect(found.rowsCurated).toBeGreaterThan(ROWS / 2);
    const keeper = "CASE WHEN id % 2 = 0 THEN 'keeper ' || id % 100 END";
    const [[wrong, kept] = []] = await ask(
      `SELECT count(*) FILTER (keeper IS DISTINCT FROM ${keeper})::INT, count(keeper)::INT FROM ${curated(two.out)}`,
    );
    expect(wrong).toBe(0);
    expect(kept).toBeGreaterThan(ROWS / 4);
  },
  400_000,
);

test.each([
  ["as rows come", {}],
  ["with a key", { key: ["id"] }],
])(
  "tokens of a vault, %s",
  async (_, rest) => {
    const vault = new Vault(new MemoryStore(), new LocalWrapping(Buffer.alloc(32, 7)));
    const vaulted = columns.map((column) =>
      column.name === "mail" ? { ...column, tokenize: "vault" } : column,
    );
    const dataset = { columns: vaulted, partition_by: ["day(at)"], ...rest };
    const two = await large.run(dataset, 2, undefined, { vault });
    const one = await large.run(dataset, 1, undefined, { vault });
    expect(await large.seen(one)).toEqual(await large.seen(two));
    const tokens = await ask(`SELECT DISTINCT mail FROM ${curated(two.out)}`);
    const values = await vault.open(tokens.map(([token]) => String(token)));
    expect(new Set(values).size).toBe(977);
    for (const value of values) expect(value).toMatch(/^user\d+@example\.org$/);
  },
  400_000,
);
