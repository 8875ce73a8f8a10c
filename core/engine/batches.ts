// The batches of an input, judged and written as they come: side by side, as far as there are lanes.
import type { Destination, RowWriter } from "./destination.ts";
import { KeyHashes } from "./duplicates/hashes.ts";
import { findLosers, hasLosers, withoutLosers } from "./duplicates/losers.ts";
import { hasRoomAhead } from "./duplicates/room.ts";
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

/** The batches of one input on their way to the writer. */
class Processing {
  /** Good rows written so far. */
  good = 0;
  readonly #run: Run;
  readonly #writer: RowWriter;
  readonly #writes = new Writes();

  constructor(run: Run, writer: RowWriter) {
    this.#run = run;
    this.#writer = writer;
  }

  /** Writes batches as they come. */
  async asTheyCome(batches: AsyncIterable<Batch>): Promise<void> {
    for await (const batch of batches) {
      this.#go("write");
      await this.#add(
        this.#write(batch)
          .then(() => batch.release())
          .then(() => {}),
      );
    }
    await this.#writes.until(0);
  }

  /**
   * Which row of a key is kept shows only when all have been seen. Few files have duplicates: where there are lanes and room for
   * it, batches are written meanwhile, and those that turn out to have any are written once more.
   */
  async byKey(batches: AsyncIterable<Batch>): Promise<void> {
    const hashes = new KeyHashes(this.#run);
    const { lanes, plan } = this.#run;
    // A row that turns out to be a duplicate leaves nothing in a vault.
    const keeps = plan.batchTokens.some(({ column }) => column.tokenize === "vault");
    let ahead = lanes.size > 1 && this.#writer.rewrite !== undefined && !keeps;
    const held: Batch[] = [];
    /** Good rows of the batches that are written ahead. */
    const written = new Map<Batch, number>();
    let heldBytes = 0;
    for await (const batch of batches) {
      held.push(batch);
      heldBytes += batch.bytes;
      await this.#add(hashes.add(batch));
      // From the first for which there is no room on all are held, so that they are written in their order.
      ahead &&= await hasRoomAhead(this.#run, batch, heldBytes);
      if (!ahead) continue;
      this.#go("write");
      await this.#add(this.#write(batch).then((rows) => void written.set(batch, rows)));
    }
    await this.#writes.until(0);
    if (held.length === 0) return;
    this.#go("key");
    const losers = await findLosers(this.#run, hashes, held);
    if (losers) this.#run.bad.addDuplicates(losers);
    for (const batch of held) {
      const has = losers !== undefined && (await hasLosers(this.#run, batch, losers));
      const rests = has ? await withoutLosers(batch, losers) : [batch];
      const before = written.get(batch);
      this.#go("write");
      if (before === undefined)
        for (const rest of rests) await this.#add(this.#write(rest).then(() => rest.release()));
      else if (has) await this.#add(this.#rewrite(batch, rests, before).then(() => batch.release()));
      else await batch.release();
    }
    await this.#writes.until(0);
  }

  /** Waits for what is at work, whatever becomes of it. */
  async settled(): Promise<void> {
    await this.#writes.settled();
  }

  async #write(batch: Batch): Promise<number> {
    const rows = await this.#writer.write(batch);
    this.good += rows;
    return rows;
  }

  async #rewrite(batch: Batch, rests: readonly Batch[], written: number): Promise<void> {
    const rows = await this.#writer.rewrite?.(batch, rests);
    this.good += (rows ?? written) - written;
  }

  async #add(work: Promise<void>): Promise<void> {
    this.#writes.add(work);
    await this.#writes.until(this.#run.lanes.size - 1);
  }

  #go(phase: string): void {
    this.#run.request.signal?.throwIfAborted();
    this.#run.progress(phase);
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
  const processing = new Processing(run, writer);
  try {
    if (run.plan.key.length > 0) await processing.byKey(input.batches());
    else await processing.asTheyCome(input.batches());
  } finally {
    await processing.settled();
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
  result.rowsCurated = processing.good;
  result.curated = writer.files;
  if (result.rowsQuarantined > 0) await destination.quarantine(run, input.faulty(), result);
}
