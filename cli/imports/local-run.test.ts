// Several files in one check: each has its outcome, whatever the others are like.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { validateContract } from "../../core/contract/index.ts";
import { coolDown } from "../../core/engine/session.ts";
import { Progress } from "../output/progress.ts";
import { importLocally } from "./local-run.ts";
import { draw, summarize } from "./report.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-local-run-"));
  mkdirSync(join(folder, "scratch"));
});
afterAll(() => {
  coolDown();
  rmSync(folder, { recursive: true });
});

const parquet = join(import.meta.dirname, "../../core/engine/testing/parquet");
const contract = validateContract(
  {
    version: 1,
    name: "test",
    datasets: {
      typed: {
        source: { format: "parquet" },
        columns: [
          { name: "id", type: "bigint" },
          { name: "s", type: "string" },
        ],
      },
      plain: { columns: [{ name: "id", type: "bigint" }] },
    },
  },
  { file: "headrace.yaml" },
);

test("one that is too large to read, and one that is gone, cost the others nothing", async () => {
  const good = join(folder, "good.csv");
  writeFileSync(good, "id\n1\nx\n");
  const files: [string, string][] = [
    ["typed", join(parquet, "value-of-two-gib.parquet")],
    ["plain", join(folder, "gone.csv")],
    ["typed", join(parquet, "page-checksums.parquet")],
    ["plain", good],
  ];
  const outcomes = await importLocally(
    {
      contract,
      out: join(folder, "out"),
      scratch: join(folder, "scratch"),
      progress: new Progress(process.stderr),
      signal: new AbortController().signal,
    },
    files.map(([dataset, path]) => {
      const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      return { dataset, file: path, path, bytes };
    }),
  );
  expect(
    outcomes.map(({ rowsIn, rowsCurated, rowsQuarantined, rejected, failed }) => [
      ...[rowsIn, rowsCurated, rowsQuarantined],
      rejected?.reason ?? failed?.code,
    ]),
  ).toEqual([
    [0, 0, 0, "file:unsupported"],
    [0, 0, 0, "file_missing"],
    [3, 3, 0, undefined],
    [2, 1, 1, undefined],
  ]);
  const report = summarize(outcomes, 1);
  expect(report.rejected.map(({ file }) => file)).toEqual([files[0]?.[1]]);
  expect(report.failed).toEqual([
    {
      dataset: "plain",
      file: files[1]?.[1],
      code: "file_missing",
      message: expect.stringContaining("gone.csv"),
      fix: expect.any(String),
    },
  ]);
  expect(draw(report, outcomes)).toMatch(/failed.*gone\.csv/);
});
