// The same file by everything that can do the job of an import on two cores, side by side, and what a TB costs by each.
import { ordersFile } from "../imports/files.ts";
import { quantile } from "../quantile.ts";
import { report } from "../report.ts";
import { COMPUTE_JOB, CORES, type Doer, type Done } from "./doer.ts";
import { plainDuckdb } from "./duckdb.ts";
import { plainSpark, sparkJob } from "./spark.ts";
import { functionCode, image } from "./stage.ts";

const DOERS: readonly Doer[] = [functionCode, image, sparkJob, plainDuckdb, plainSpark];

export interface ComputeBench {
  megabytes: number;
  /** Each is run so often; medians count. */
  runs: number;
}

export async function benchCompute({ megabytes, runs }: ComputeBench): Promise<void> {
  const file = await ordersFile(COMPUTE_JOB.format, megabytes);
  const measured = new Map<Doer, Done[]>();
  for (const doer of DOERS) {
    const missing = await doer.missing();
    if (missing) {
      console.error(`${doer.label} is left out: ${missing}.`);
      continue;
    }
    const opened = await doer.open(file);
    try {
      const done: Done[] = [];
      for (let run = 1; run <= runs; run++) {
        console.error(`${doer.label}, run ${run} of ${runs} …`);
        done.push(await opened.once());
      }
      measured.set(doer, done);
    } finally {
      await opened.close();
    }
  }
  const seconds = (doer: Doer): number =>
    quantile(
      (measured.get(doer) ?? []).map((one) => one.seconds),
      0.5,
    );
  const rows = [...measured].map(([doer, [first]]) => [
    doer.label,
    {
      s: seconds(doer).toFixed(1),
      "MB/s": Math.round(file.bytes / 1e6 / seconds(doer)),
      "of DuckDB": (seconds(plainDuckdb) / seconds(doer)).toFixed(2),
      rows: first?.curated,
      quarantined: first?.quarantined,
      "$ per TB": ((seconds(doer) / 3600 / file.bytes) * 1e12 * doer.dollarsPerHour).toFixed(2),
    },
  ]);
  report(
    `compute: ${megabytes} MB of orders, two HMAC columns, Parquet by day, on ${CORES} cores (medians of ${runs})`,
    Object.fromEntries(rows),
  );
}
