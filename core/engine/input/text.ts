// CSV, TSV, JSON and NDJSON: split into block files, a batch each.
import { rm, stat } from "node:fs/promises";
import { text } from "../../plan/sql.ts";
import { rawLimit, rawText } from "../quarantine.ts";
import { RangeReader } from "../ranges.ts";
import type { Run } from "../run.ts";
import { isWithoutDecoder } from "../source/encoding.ts";
import type { TextFile } from "../source/open.ts";
import { openText } from "../source/open.ts";
import { csvSplitter } from "../split/csv-rows.ts";
import type { WorkerSplit } from "../split/in-worker.ts";
import { jsonSplitter } from "../split/json-rows.ts";
import type { Block } from "../split/sink.ts";
import { PlaceSink } from "../split/sink.ts";
import { FileSplit, isDelimited, LARGE_BYTES, type SplitJob } from "../split/split-file.ts";
import type { Batch, Faulty, Input, Rows } from "./input.ts";

export async function openTextInput(run: Run): Promise<Input> {
  return new TextInput(run, await openText(run.request.file, run.plan.dataset.source));
}

class TextInput implements Input {
  readonly #run: Run;
  readonly #file: TextFile;
  readonly #job: SplitJob;
  #split: FileSplit | WorkerSplit;

  constructor(run: Run, file: TextFile) {
    const { contract, dataset, file: path, rowsAlone } = run.request;
    this.#run = run;
    this.#file = file;
    this.#job = { contract, dataset, file: path, work: run.work, tokenKeys: run.tokens.keys, rowsAlone };
    this.#split = new FileSplit(this.#job);
  }

  get ignored(): readonly string[] {
    return this.#split.state.ignored;
  }

  get rows(): number {
    return this.#split.state.rows;
  }

  get malformed(): number {
    return this.#split.state.malformed;
  }

  async *batches(): AsyncGenerator<Batch> {
    const { request, limits, plan } = this.#run;
    // A thread of its own costs what a small file does, and a single core has nothing to gain by it.
    if (limits.threads > 1 && (await stat(request.file)).size >= LARGE_BYTES) {
      const { WorkerSplit } = await import("../split/in-worker.ts");
      this.#split = new WorkerSplit(this.#job, plan.key.length > 0);
    }
    try {
      yield* this.#batchesOf(this.#split);
    } catch (error) {
      if (!isWithoutDecoder(error)) throw error;
      // It is found at the first bytes.
      await this.#split.close();
      this.#split = new FileSplit(this.#job);
      yield* this.#batchesOf(this.#split);
    }
  }

  async *#batchesOf(split: FileSplit | WorkerSplit): AsyncGenerator<Batch> {
    const onRead = (bytes: number): void => this.#run.progress("read", bytes);
    for await (const blocks of split.blocks(onRead, this.#run.request.signal))
      for (const block of blocks)
        yield {
          ...this.#rowsOf(block),
          ...(block.partition !== undefined && { partition: block.partition }),
          volume: block.volume,
          series: block.series,
          rows: block.rows,
          bytes: block.bytes,
          release: async () => {
            await rm(block.path, { force: true });
            split.released(block);
          },
        };
  }

  #rowsOf({ path, shortcuts }: Block): Rows {
    const { present } = this.#split.state;
    const absent = this.#run.plan.columns
      .filter(({ index }) => !present?.[index])
      .map(({ sourceSql }) => `NULL::VARCHAR AS ${sourceSql}`);
    return { sql: `SELECT ${["*", ...absent].join(", ")} FROM read_parquet(${text(path)})`, shortcuts };
  }

  async *faulty(): AsyncGenerator<Faulty> {
    const pieces = await this.#file.pieces(this.#run.request.signal);
    try {
      for await (const { line, start, length, reasons } of this.#run.bad.read(
        this.#run.connection,
        this.#split.state.malformedPath,
      ))
        yield { line, raw: rawText(await pieces.read(start, rawLimit(length)), length), reasons };
    } finally {
      await pieces.close();
    }
  }

  /** Splits the file once more, beside reading its text: only the places of all rows are wanted, batch by batch. */
  async *everything(reason: string): AsyncGenerator<Faulty> {
    const { plan, request } = this.#run;
    const sink = new PlaceSink();
    const splitter = isDelimited(plan)
      ? csvSplitter(plan, () => sink)
      : jsonSplitter(plan, () => sink, request.rowsAlone);
    const ranges = new RangeReader(this.#file.read(undefined, request.signal));
    const faults = this.#run.bad.read(this.#run.connection, this.#split.state.malformedPath);
    let fault = await faults.next();
    try {
      const drain = async function* (): AsyncGenerator<Faulty> {
        for (const { line, start, length } of sink.take()) {
          const raw = rawText(await ranges.read(start, rawLimit(length)), length);
          const own = !fault.done && fault.value.start === start ? fault.value.reasons : undefined;
          if (own) fault = await faults.next();
          yield { line, raw, reasons: own ?? [reason] };
        }
      };
      for await (const chunk of this.#file.read(undefined, request.signal)) {
        splitter.write(chunk);
        yield* drain();
      }
      splitter.end();
      yield* drain();
    } finally {
      await faults.return(undefined);
      await ranges.close();
    }
  }

  async close(): Promise<void> {
    await this.#split.close();
  }
}
