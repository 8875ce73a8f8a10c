// A large file in the stage function as it is deployed: one file of JavaScript, in a process of its own. With the memory of more than
// one core it is split in a thread, which its bundle carries as text; with that of one core it is not. Either way it becomes the same.
import { availableParallelism } from "node:os";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { LARGE_BYTES } from "../../core/engine/split/split-file.ts";
import type { Manifest } from "../../core/records/manifest.ts";
import { failuresIn } from "../testing/invoke.ts";
import { StageBench } from "../testing/stage-bench.ts";

const ROWS = 40_000;
const contract = {
  version: 1,
  name: "acme",
  datasets: {
    orders: {
      source: { format: "csv" },
      columns: [
        { name: "id", type: "bigint", required: true },
        { name: "at", type: "timestamp" },
        { name: "amount", type: "decimal(12,2)", min: 0 },
        { name: "note", type: "string" },
      ],
      partition_by: ["day(at)"],
    },
  },
};

function line(row: number): string {
  const day = String(1 + Math.floor((row * 9) / ROWS)).padStart(2, "0");
  const amount = row % 1000 === 3 ? "-1" : `${row}.50`;
  return `${row},2026-01-${day}T10:00:00,${amount},"${`note ${row}, `.repeat(70)}"`;
}

let bench: StageBench;
beforeAll(async () => {
  bench = await StageBench.open();
}, 180_000);
afterAll(() => bench?.close());

interface Imported {
  manifest: Manifest;
  /** How many threads of JavaScript were started. */
  threads: number;
}

async function importWith(memoryMb: number, file: string): Promise<Imported> {
  await bench.fresh(contract);
  const { log, response } = await bench.stage([await bench.put("orders/large.csv", file)], {
    timeout: 240_000,
    env: {
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      MAX_OBJECT_BYTES: String(2 * LARGE_BYTES),
      // Node tells of each thread that it starts.
      NODE_DEBUG: "worker",
    },
  });
  expect([failuresIn(log), response]).toEqual([[], { batchItemFailures: [] }]);
  const [manifest] = await bench.readManifests();
  if (!manifest) throw new Error(`there is no manifest:\n${log}`);
  return { manifest, threads: log.split("instantiating Worker").length - 1 };
}

test("it is split in a thread where there is more than one core, and becomes the same", async () => {
  const file = `id,at,amount,note\n${Array.from({ length: ROWS }, (_, row) => line(row)).join("\n")}\n`;
  expect(Buffer.byteLength(file)).toBeGreaterThan(LARGE_BYTES);
  const one = await importWith(1_769, file);
  const three = await importWith(5_307, file);
  expect([one.threads, three.threads]).toEqual([0, availableParallelism() > 1 ? 1 : 0]);
  const told = ({ manifest: { rows_in, rows_curated, rows_quarantined, reasons, files } }: Imported) => ({
    rows_in,
    rows_curated,
    rows_quarantined,
    reasons,
    files: files.map(({ partition, rows }) => [partition, rows]),
  });
  expect(told(one)).toMatchObject({
    rows_in: ROWS,
    rows_curated: ROWS - ROWS / 1000,
    rows_quarantined: ROWS / 1000,
    reasons: { "amount:min": ROWS / 1000 },
  });
  expect(told(one).files).toHaveLength(9);
  expect(told(three)).toEqual(told(one));
}, 280_000);
