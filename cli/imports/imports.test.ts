// --import: what is taken, what each mistake is told, in which order imports run, and how outcomes add up.
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { contractSchema } from "../../core/contract/schema.ts";
import { waves } from "./order.ts";
import { type Import, parseImports } from "./parse.ts";
import { type FileOutcome, summarize } from "./report.ts";
import { removeEarlier } from "./stale.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-imports-"));
  writeFileSync(join(folder, "a=b.csv"), "id\n1\n");
  symlinkSync(join(folder, "a=b.csv"), join(folder, "link.csv"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("parseImports", () => {
  test("splits at the first = and takes one file once, whatever it is called", () => {
    const imports = parseImports(
      [`orders=${folder}/a=b.csv`, `orders=${folder}/link.csv`, `other=${folder}/link.csv`],
      ["orders", "other"],
    );
    expect(imports.map(({ dataset, path, bytes }) => [dataset, path, bytes])).toEqual([
      ["orders", join(folder, "a=b.csv"), 5],
      ["other", join(folder, "a=b.csv"), 5],
    ]);
  });

  test.each([
    [["orders"], /not of the form DATASET=FILE/],
    [["=x.csv"], /not of the form/],
    [["orders="], /not of the form/],
    [["ordres=x.csv"], /no dataset "ordres"; did you mean orders\?/],
    [["orders=/nowhere/x.csv"], /does not exist/],
    [["orders=/dev/null"], /not a regular file/],
    [[`orders=${tmpdir()}`], /is a folder/],
  ])("%j is refused", (texts, message) => {
    expect(() => parseImports(texts, ["orders"])).toThrow(
      expect.objectContaining({ code: "usage", exitCode: 2, message: expect.stringMatching(message) }),
    );
  });
});

test("lookups run in a wave before what looks them up", () => {
  const column = { name: "id", type: "int" };
  const dataset = (...lookups: string[]) => ({
    columns: [column],
    enrich: lookups.map((lookup) => ({ lookup, on: "id", add: ["x"] })),
  });
  const contract = contractSchema.parse({
    version: 1,
    name: "test",
    datasets: {
      orders: dataset("customers"),
      customers: dataset("regions"),
      regions: dataset(),
      lone: dataset(),
    },
  });
  const imports = ["orders", "lone", "customers", "regions", "orders"].map(
    (name, i): Import => ({ dataset: name, file: `${i}`, path: `/${i}`, bytes: 0 }),
  );
  expect(waves(contract, imports).map((wave) => wave.map(({ dataset, file }) => dataset + file))).toEqual([
    ["lone1", "regions3"],
    ["customers2"],
    ["orders0", "orders4"],
  ]);
});

test("outcomes add up per dataset", () => {
  const outcome = (more: Partial<FileOutcome>): FileOutcome => ({
    dataset: "orders",
    file: "a.csv",
    rowsIn: 10,
    rowsCurated: 8,
    rowsQuarantined: 2,
    reasons: { "id:type": 1, "id:required": 2 },
    ignoredColumns: [],
    bytesIn: 100,
    bytesOut: 50,
    seconds: 0.25,
    ...more,
  });
  const rejected = { reason: "file:unreadable", message: "cut short" };
  const report = summarize(
    [
      outcome({}),
      outcome({ dataset: "other" }),
      outcome({ file: "b.csv", reasons: { "id:type": 4 } }),
      outcome({ file: "c.csv", rowsIn: 0, rowsCurated: 0, rowsQuarantined: 0, reasons: {}, rejected }),
    ],
    1.5,
  );
  expect(report.datasets[0]).toEqual({
    dataset: "orders",
    files: 3,
    files_rejected: 1,
    rows_in: 20,
    rows_curated: 16,
    rows_quarantined: 4,
    reasons: { "id:type": 5, "id:required": 2 },
    bytes_in: 300,
    bytes_out: 150,
    seconds: 0.75,
  });
  expect(Object.keys(report.datasets[0]?.reasons ?? {})).toEqual(["id:type", "id:required"]);
  expect(report.rejected).toEqual([{ dataset: "orders", file: "c.csv", ...rejected }]);
  expect(report.seconds).toBe(1.5);
});

test("an earlier check's outputs go, and nothing else does", () => {
  const run = "0123456789abcdef0123456789abcdef";
  const files = {
    [`curated/orders/day=2024-01-01/${run}-0000.parquet`]: false,
    [`curated/orders/${run}-0000.parquet`]: false,
    "curated/orders/notes.txt": true,
    [`curated/other/${run}-0000.parquet`]: true,
    [`quarantine/orders/${run}.ndjson`]: false,
  };
  for (const file of Object.keys(files)) {
    mkdirSync(join(folder, "out", file, ".."), { recursive: true });
    writeFileSync(join(folder, "out", file), "");
  }
  removeEarlier(join(folder, "out"), ["orders", "never"]);
  const left = Object.keys(files).map((file) => [file, existsSync(join(folder, "out", file))]);
  expect(Object.fromEntries(left)).toEqual(files);
  expect(existsSync(join(folder, "out/curated/orders/day=2024-01-01"))).toBe(false);
});
