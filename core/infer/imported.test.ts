// What is inferred of a file is what the file passes an import by.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { inferDataset } from "./index.ts";
import { csv, Files, typesOf } from "./testing/inferred.ts";

let files: Files;
beforeAll(() => {
  files = new Files();
});
afterAll(() => files.remove());

describe("real data", () => {
  const data = join(import.meta.dirname, "../../node_modules/vega-datasets/data");
  const tables = readdirSync(data).filter((name) => /\.(csv|tsv)$/.test(name));

  test.each(tables)("%s passes an import by what is inferred from it", async (name) => {
    const { inferred, ...imported } = await files.imported(join(data, name));
    expect(imported).toMatchObject({ rows: inferred, quarantined: 0, ignored: [] });
  });

  test("dirty JSON keeps its types", async () => {
    const types = typesOf(await inferDataset({ file: join(data, "movies.json"), name: "movies" }));
    expect(types).toContain("release_date date %b %d %Y");
    expect(types).toContain("imdb_rating double");
    expect(types).toContain("us_gross bigint");
  });
});

describe("names in the file", () => {
  test("in decomposed Unicode are the contract's own, which is in NFC", async () => {
    const { dataset } = await files.infer("nfd.csv", csv("e\u0301,U\u0308ni", "1,2"));
    expect(dataset.columns.map(({ from }) => from)).toEqual(["\u00e9", "\u00dcni"]);
    expect(await files.imported("nfd.csv")).toMatchObject({ rows: 1, quarantined: 0 });
  });

  test("of Parquet that differ by case only are two columns", async () => {
    // By pyarrow: id and ID, of one row each; DuckDB writes no such file.
    const { dataset } = await files.infer("cases.parquet", Buffer.from(TWO_CASES, "base64"));
    expect(dataset.columns).toEqual([
      { name: "id", type: "int" },
      { name: "id_2", type: "int", from: "ID" },
    ]);
    expect(await files.imported("cases.parquet")).toMatchObject({ rows: 1, quarantined: 0 });
  });
});

const TWO_CASES =
  "UEFSMRUAFRQVFCwVAhUAFQYVBhwAAAACAAAAAgEBAAAAFQAVFBUULBUCFQAVBhUGHAAAAAIAAAACAQIAAAAVBBk8NQAYBnNjaGVtYRUEABUCJQIYAmlkABUCJQIYAklEABYCGRwZLCYAHBUCGSUGABkYAmlkFQAWAhY6FjomCEkcFQAVABUCADwpBhkmAAIAAAAmABwVAhklBgAZGAJJRBUAFgIWOhY6JkJJHBUAFQAVAgA8KQYZJgACAAAAFnQWAiYIFnQAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAALMAAABQQVIx";

test("a file of a thousand columns is inferred and imported", async () => {
  const names = Array.from({ length: 1000 }, (_, at) => `c${at}`);
  const rows = Array.from({ length: 20 }, (_, row) => names.map((_, at) => String(at * row)).join(","));
  await files.infer("wide.csv", csv(names.join(","), ...rows));
  expect(await files.imported("wide.csv")).toMatchObject({ rows: 20, quarantined: 0, rejected: undefined });
}, 600_000);

test("records of hundreds of members are inferred within the memory there is", async () => {
  const names = Array.from({ length: 500 }, (_, at) => `member_${at}`);
  const records = Array.from({ length: 300 }, (_, row) =>
    Object.fromEntries(names.map((name, at) => [name, at * row])),
  );
  const { dataset } = await files.infer("members.json", JSON.stringify(records));
  expect(dataset.columns).toHaveLength(500);
  expect(new Set(dataset.columns.map(({ type }) => type))).toEqual(new Set(["bigint"]));
});
