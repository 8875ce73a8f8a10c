// What a run has left in the buckets, as text that two runs can be compared by.
import { keysOf, readObject } from "../../handlers/testing/inspect.ts";
import type { StageBench } from "../../handlers/testing/stage-bench.ts";

/** Keys of curated bucket and quarantine, the rows, and the quarantined lines of a dataset. */
export async function leftBy(bench: StageBench, dataset = "orders") {
  const { account, pipeline } = bench;
  const quarantine = await keysOf(account, pipeline.quarantine);
  return {
    curated: await keysOf(account, pipeline.curated),
    rows: await bench.rows(dataset),
    quarantine,
    lines: await Promise.all(
      quarantine.map(async (key) => (await readObject(account, pipeline.quarantine, key)).split("\n").sort()),
    ),
  };
}
