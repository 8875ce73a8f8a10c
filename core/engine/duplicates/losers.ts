// Rows that have a good row's key and are not the one to keep. A file may be far larger than memory, so all that is
// known of its rows meanwhile is on disk, in parts.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { brokenSql } from "../../plan/faults.ts";
import { text } from "../../plan/sql.ts";
import { numberOf } from "../answers.ts";
import type { Batch } from "../input/input.ts";
import { PLACES_SQL } from "../input/input.ts";
import { typedRows } from "../judge.ts";
import { DealtRows } from "../parts/dealt-rows.ts";
import type { Run } from "../run.ts";
import { type KeyHashes, keyHash, keysOf } from "./hashes.ts";
import { SLICE_ROWS, type SortedStarts, Starts } from "./starts.ts";

/**
 * Finds the rows whose key another good row has too and that, by the dataset's on_duplicate, are not the one to keep;
 * undefined where there are none. Few files have any, so that first only hashes of keys are compared, and just the rows
 * that share one are judged and looked at closely.
 */
export async function findLosers(
  run: Run,
  hashes: KeyHashes,
  batches: readonly Batch[],
): Promise<SortedStarts | undefined> {
  const suspects = await sharedHashes(run, hashes);
  return suspects && losersAmong(run, batches, suspects);
}

/** A batch without the losers; several, one after the other, where it has very many. The last one's release is the batch's. */
export async function withoutLosers(batch: Batch, losers: SortedStarts): Promise<Batch[]> {
  const slices = await losers.slices(batch);
  return slices.map(({ within, starts }, at) => ({
    ...batch,
    sql: `SELECT * FROM (${batch.sql}) WHERE ${within} AND "start" NOT IN (${starts})`,
    ...(at < slices.length - 1 && { release: async () => {} }),
  }));
}

/** Whether a row of the batch is among the losers. */
export async function hasLosers({ connection }: Run, { sql }: Batch, losers: SortedStarts): Promise<boolean> {
  const own = `SELECT "start" FROM read_parquet(${text(losers.path)})`;
  return (await numberOf(connection, `SELECT count(*) FROM (${sql}) WHERE "start" IN (${own})`)) > 0;
}

/** As many hashes as are counted at once; more of them would not fit memory together. */
const COUNTED_ROWS = 4_000_000;

/** Whether no two of so few rows have one hash: to count them takes a fraction of what it takes to find those that do. */
async function areAllDistinct({ lanes }: Run, { all }: KeyHashes, rows: number): Promise<boolean> {
  if (rows > COUNTED_ROWS) return false;
  const hashes = all.map(({ sql }) => `SELECT h FROM (${sql})`).join(" UNION ALL ");
  const count = `SELECT count(*) - count(DISTINCT h) FROM (${hashes})`;
  return (await lanes.run(true, (connection) => numberOf(connection, count))) === 0;
}

/** Rows whose key has a hash that another row's has too. */
async function sharedHashes(run: Run, hashes: KeyHashes): Promise<SortedStarts | undefined> {
  const { all } = hashes;
  const rows = all.reduce((sum, { rows: own }) => sum + own, 0);
  if (await areAllDistinct(run, hashes, rows)) return undefined;
  const parts = await dealt(run, "hashes", rows);
  for (const { sql, rows: own } of all) await parts.add(sql, own);
  await parts.end();
  const starts = await eachPart(
    run,
    parts,
    "suspects",
    (part) => `SELECT "start" FROM ${part} WHERE h IN (SELECT h FROM ${part} GROUP BY h HAVING count(*) > 1)`,
  );
  return starts.sorted();
}

/** The good ones among the suspects that lose to another one with the very same key. */
async function losersAmong(
  run: Run,
  batches: readonly Batch[],
  suspects: SortedStarts,
): Promise<SortedStarts | undefined> {
  const { plan } = run;
  const keys = keysOf(plan.key);
  const good = await dealt(run, "good", suspects.rows);
  for (const batch of batches)
    for (const { within, starts } of await suspects.slices(batch))
      await good.add(
        `SELECT ${keyHash(run)} AS h, ${PLACES_SQL.join(", ")}, ${keys} FROM (${typedRows(run, batch)})
         WHERE ${within} AND "start" IN (${starts}) AND (${brokenSql(plan.faults, batch.shortcuts.judged)}) IS NOT TRUE`,
        Math.min(batch.rows, suspects.rows, SLICE_ROWS),
      );
  await good.end();
  const { on_duplicate } = plan.dataset;
  const over = `OVER (PARTITION BY ${keys} ${on_duplicate === "reject" ? "" : `ORDER BY "start" ${on_duplicate === "last" ? "DESC" : ""}`})`;
  const place = on_duplicate === "reject" ? `count(*) ${over}` : `row_number() ${over}`;
  const losers = await eachPart(
    run,
    good,
    "losers",
    (rows) => `SELECT ${PLACES_SQL.join(", ")} FROM ${rows} QUALIFY ${place} > 1`,
  );
  return losers.sorted();
}

const folderOf = async ({ work }: Run, name: string): Promise<string> => {
  const folder = join(work, name);
  await mkdir(folder, { recursive: true });
  return folder;
};

const dealt = async (run: Run, name: string, expected: number): Promise<DealtRows> =>
  new DealtRows(run.connection, await folderOf(run, name), expected);

/** The places that a SELECT finds in each part, which is then dropped. */
async function eachPart(
  run: Run,
  rows: DealtRows,
  name: string,
  select: (rows: string) => string,
): Promise<Starts> {
  const starts = new Starts(run, await folderOf(run, name));
  for (let at = 0; at < rows.parts; at++) {
    run.request.signal?.throwIfAborted();
    const part = rows.part(at);
    if (part) await starts.add(select(part));
    await rows.drop(at);
  }
  return starts;
}
