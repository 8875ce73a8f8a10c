// What a run has left in the buckets, as text that two runs can be compared by.
import { createHash } from "node:crypto";
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

/** Rows and quarantined lines as counts and a digest, without the name of the bucket that a line came from. */
export function digestOf({ rows, lines }: Awaited<ReturnType<typeof leftBy>>) {
  const quarantined = lines
    .flat()
    .filter((line) => line !== "")
    .map((line) => JSON.stringify({ ...JSON.parse(line), file: undefined }))
    .sort();
  const hash = createHash("sha256");
  for (const text of [...rows, ...quarantined]) hash.update(`${text}\n`);
  return { rows: rows.length, lines: quarantined.length, digest: hash.digest("hex") };
}
