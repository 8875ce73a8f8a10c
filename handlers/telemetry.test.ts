// What a function writes of itself: lines that CloudWatch reads, with the dimensions that core/telemetry says.
import { afterEach, expect, jest, test } from "@jest/globals";
import type { Manifest } from "../core/records/manifest.ts";
import { METRIC_NAMESPACE, METRICS } from "../core/telemetry/metrics.ts";
import { countRun } from "./stage/telemetry.ts";
import { count } from "./telemetry.ts";

interface Line {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  [field: string]: unknown;
}

const printed: Line[] = [];
process.env.POWERTOOLS_DEV = "true";
process.env.POWERTOOLS_METRICS_DISABLED = "false";
jest.spyOn(console, "log").mockImplementation((line: string) => {
  printed.push(JSON.parse(line) as Line);
});
afterEach(() => {
  printed.length = 0;
});

/** `Name{dimension=value,…}=value` of each metric. */
const metrics = (): string[] =>
  printed.flatMap((line) =>
    line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => {
      expect(Namespace).toBe(METRIC_NAMESPACE);
      return Dimensions.flatMap((names) =>
        Metrics.map(
          ({ Name }) => `${Name}{${names.map((name) => `${name}=${line[name]}`).join(",")}}=${line[Name]}`,
        ),
      );
    }),
  );

test("a value is a metric of the pipeline, and of what it is told apart by", () => {
  process.env.PIPELINE = "acme";
  count({ RowsLoaded: 7 }, { dataset: "orders" });
  count({ LoadsFailed: 1 });
  expect(metrics()).toEqual([
    "RowsLoaded{pipeline=acme}=7",
    "RowsLoaded{pipeline=acme,dataset=orders}=7",
    "LoadsFailed{pipeline=acme}=1",
  ]);
});

test("a run is counted with its reasons", () => {
  process.env.PIPELINE = "acme";
  const manifest: Manifest = {
    version: 1,
    run_id: "r",
    dataset: "orders",
    contract_digest: "d",
    source: { bucket: "b", key: "orders/a.csv", sha256: "s", bytes: 90 },
    status: "curated",
    rows_in: 10,
    rows_curated: 8,
    rows_quarantined: 2,
    reasons: { "email:pattern": 2 },
    files: [{ bucket: "c", key: "k", rows: 8, bytes: 50, partition: {} }],
    quarantine: [{ bucket: "q", key: "k", rows: 2, bytes: 20 }],
    seconds: 1.5,
    committed_at: "2026-01-01T00:00:00.000Z",
  };
  countRun(manifest);
  expect(metrics()).toEqual(
    expect.arrayContaining([
      "FilesIn{pipeline=acme,dataset=orders}=1",
      "FilesRejected{pipeline=acme}=0",
      "RowsQuarantined{pipeline=acme,dataset=orders}=2",
      "BytesOut{pipeline=acme}=70",
      "ImportSeconds{pipeline=acme}=1.5",
      "QuarantineReasons{pipeline=acme,dataset=orders,reason=email:pattern}=2",
    ]),
  );
});

test("every metric has a meaning, and a set of dimensions at least", () => {
  for (const { by, meaning } of Object.values(METRICS)) {
    expect(by.length).toBeGreaterThan(0);
    expect(meaning).toMatch(/\.$/);
  }
});
