// Real files of vega-datasets, value by value against readers of other makers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { importBytes } from "./testing/harness.ts";

const data = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, "../../node_modules/vega-datasets/data", name));

const slug = (name: string): string => `c_${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_")}`;
const textColumns = (names: readonly string[]): object[] =>
  names.map((from) => ({ name: slug(from), from, type: "string" }));

const sorted = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

describe("CSV and TSV", () => {
  test.each([
    ["birdstrikes.csv", ","],
    ["airports.csv", ","],
    ["seattle-weather.csv", ","],
    ["github.csv", ","],
    ["la-riots.csv", ","],
    ["us-employment.csv", ","],
    ["unemployment.tsv", "\t"],
  ])("%s", async (file, delimiter) => {
    const content = data(file);
    const [header = [], ...records] = parse(content, { delimiter, bom: true }) as string[][];
    const dataset = {
      source: { format: file.endsWith(".tsv") ? "tsv" : "csv" },
      columns: textColumns(header),
    };
    const { rows, quarantine } = await importBytes(dataset, content);
    expect(quarantine).toEqual([]);
    const expected = records.map((record) => record.map((value) => (value === "" ? null : value)));
    expect(sorted(rows.map((row) => Object.values(row)))).toEqual(sorted(expected));
  });
});

test("movies.json", async () => {
  const content = data("movies.json");
  const movies = JSON.parse(content.toString()) as Record<string, string | number | null>[];
  const names = [...new Set(movies.flatMap((movie) => Object.keys(movie)))];
  const { rows, quarantine } = await importBytes(
    { source: { format: "json" }, columns: textColumns(names) },
    content,
  );
  expect(quarantine).toEqual([]);
  // Numbers keep the text of the file, which for these is the shortest.
  const text = (value: string | number | null | undefined): string | null =>
    value === null || value === undefined || value === "" ? null : String(value);
  expect(sorted(rows.map((row) => Object.values(row)))).toEqual(
    sorted(movies.map((movie) => names.map((name) => text(movie[name])))),
  );
});

test("movies.json, typed: dirty dates and ratings are quarantined, each row once", async () => {
  const content = data("movies.json");
  const { result, quarantine } = await importBytes(
    {
      source: { format: "json" },
      columns: [
        { name: "title", from: "Title", type: "string", required: true },
        { name: "gross", from: "US Gross", type: "bigint", min: 0 },
        { name: "released", from: "Release Date", type: "date", format: "%b %d %Y" },
        { name: "rating", from: "IMDB Rating", type: "decimal(3,1)", min: 0, max: 10 },
      ],
    },
    content,
  );
  const movies = JSON.parse(content.toString()) as Record<string, unknown>[];
  expect(result.rowsIn).toBe(movies.length);
  expect(result.rowsCurated).toBeGreaterThan(0);
  const untitled = movies.filter(({ Title }) => Title === null || Title === undefined || Title === "").length;
  expect(quarantine.filter(({ reasons }) => reasons.includes("title:required"))).toHaveLength(untitled);
});
