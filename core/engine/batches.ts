// The batches of an input, judged and written as they come: side by side, as far as there are lanes.
import type { Destination, RowWriter } from "./destination.ts";
import { findLosers, withoutLosers } from "./duplicates/losers.ts";
import type { Batch, Input } from "./input/input.ts";
import type { Run } from "./run.ts";
import type { ImportResult } from "./types.ts";

/** Writes that are at work. The first that fails is told of as soon as anyone asks. */
class Writes {
  readonly #pending = new Set<Promise<void>>();
  #failed: { error: unknown } | undefined;

  add(work: Promise<void>): void {
    const settled: Promise<void> = work
      .catch((error: unknown) => {
        this.#failed ??= { error };
      })
      .then(() => void this.#pending.delete(settled));
    this.#pending.add(settled);
  }

  /** Waits until `most` are at work, or one has failed, which it throws. */
  async until(most: number): Promise<void> {
    while (this.#pending.size > most && !this.#failed) await Promise.race(this.#pending);
    if (this.#failed) throw this.#failed.error;
  }

  /** Waits for all, whatever becomes of them. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }
}

/** Takes an input's batches to the writer, and what broke the contract to quarantine. */
export async function processBatches(
  run: Run,
  input: Input,
  writer: RowWriter,
  destination: Destination,
  result: ImportResult,
): Promise<void> {
  const keyed = run.plan.key.length > 0;
  const held: Batch[] = [];
  const writes = new Writes();
  let good = 0;
  const write = async (batch: Batch): Promise<void> => {
    run.request.signal?.throwIfAborted();
    run.progress("write");
    const written = writer.write(batch).then(async (rows) => {
      good += rows;
      await batch.release();
    });
    writes.add(written);
    await writes.until(run.lanes.size - 1);
  };
  try {
    for await (const batch of input.batches()) {
      // Which row of a key is kept shows only when all have been seen.
      if (keyed) held.push(batch);
      else await write(batch);
    }
    if (keyed && held.length > 0) {
      run.progress("key");
      const losers = await findLosers(run, held);
      if (losers) run.bad.addDuplicates(losers);
      for (const batch of held)
        for (const rest of losers ? await withoutLosers(batch, losers) : [batch]) await write(rest);
    }
    await writes.until(0);
  } finally {
    await writes.settled();
  }
  result.ignoredColumns = [...input.ignored];
  result.rowsIn = input.rows + input.malformed;
  result.rowsQuarantined = run.bad.count + input.malformed;
  const { max_reject_ratio } = run.plan.dataset.quality;
  if (result.rowsIn > 0 && result.rowsQuarantined / result.rowsIn > max_reject_ratio) {
    await writer.discard();
    result.rejected = {
      reason: "file:reject_ratio",
      message: `${result.rowsQuarantined} of ${result.rowsIn} rows break the contract; at most ${max_reject_ratio * 100} % may.`,
    };
    result.rowsQuarantined = result.rowsIn;
    await destination.quarantine(run, input.everything("file:reject_ratio"), result);
    return;
  }
  await writer.finish();
  result.rowsCurated = good;
  result.curated = writer.files;
  if (result.rowsQuarantined > 0) await destination.quarantine(run, input.faulty(), result);
}
