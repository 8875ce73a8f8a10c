// CSV, TSV, JSON and NDJSON: split into block files, a batch each.
import { rm, stat } from "node:fs/promises";
import type { Plan } from "../../plan/plan.ts";
import { text } from "../../plan/sql.ts";
import { KernelSink } from "../kernel/sink.ts";
import { rawLimit, rawText } from "../quarantine.ts";
import { RangeReader } from "../ranges.ts";
import type { Run } from "../run.ts";
import type { TextFile } from "../source/open.ts";
import { openText } from "../source/open.ts";
import { csvSplitter } from "../split/csv-rows.ts";
import type { HeaderMatch } from "../split/header.ts";
import { jsonSplitter } from "../split/json-rows.ts";
import type { Block } from "../split/sink.ts";
import { PlaceSink, TextSink } from "../split/sink.ts";
import type { Batch, Faulty, Input, Rows } from "./input.ts";

/** Text of a batch. Each batch writes one file per partition: of 1 GiB, Parquet makes 200 to 400 MiB. */
const BATCH_BYTES = 1 << 30;

/** From this size on partitions are told apart while the file is split; below, one statement for all is faster. */
const BY_PARTITION_BYTES = 32 << 20;

const isDelimited = ({ dataset: { source } }: Plan): boolean =>
  source.format === "csv" || source.format === "tsv";

export async function openTextInput(run: Run): Promise<Input> {
  return new TextInput(run, await openText(run.request.file, run.plan.dataset.source));
}

class TextInput implements Input {
  readonly #run: Run;
  readonly #file: TextFile;
  #match: HeaderMatch | undefined;
  #sink: KernelSink | TextSink | undefined;
  #malformedPath: string | undefined;

  constructor(run: Run, file: TextFile) {
    this.#run = run;
    this.#file = file;
  }

  get ignored(): readonly string[] {
    return this.#match?.ignored ?? [];
  }

  get rows(): number {
    return this.#sink?.rows ?? 0;
  }

  get malformed(): number {
    return this.#sink?.malformedFile.rows ?? 0;
  }

  async *batches(): AsyncGenerator<Batch> {
    const { plan, request, work, tokens } = this.#run;
    const open = <Sink extends KernelSink | TextSink>(match: HeaderMatch, sink: Sink): Sink => {
      this.#match = match;
      this.#sink = sink;
      return sink;
    };
    const { size } = await stat(request.file);
    const splitter = isDelimited(plan)
      ? csvSplitter(plan, (match) => {
          const present = match.fields.map((field) => field >= 0);
          const byPartition = size >= BY_PARTITION_BYTES;
          return open(match, new KernelSink(work, plan, { present, tokenKeys: tokens.keys, byPartition }));
        })
      : jsonSplitter(
          plan,
          (match) => open(match, new TextSink(work, plan.columns.length)),
          request.rowsAlone,
        );
    let bytes = 0;
    for await (const chunk of this.#file.read((read) => this.#run.progress("read", read), request.signal)) {
      splitter.write(chunk);
      bytes += chunk.length;
      if (bytes < BATCH_BYTES) continue;
      bytes = 0;
      yield* this.#endBlocks();
    }
    splitter.end();
    this.#malformedPath = this.#sink?.malformedFile.close();
    yield* this.#endBlocks();
  }

  #endBlocks(): Batch[] {
    return (this.#sink?.endBlocks() ?? []).map((block) => {
      return {
        ...this.#rowsOf(block),
        ...(block.partition !== undefined && { partition: block.partition }),
        rows: block.rows,
        bytes: block.bytes,
        release: () => rm(block.path, { force: true }),
      };
    });
  }

  #rowsOf({ path, shortcuts }: Block): Rows {
    const absent = this.#run.plan.columns
      .filter(({ index }) => !this.#sink?.columns[index])
      .map(({ sourceSql }) => `NULL::VARCHAR AS ${sourceSql}`);
    return { sql: `SELECT ${["*", ...absent].join(", ")} FROM read_parquet(${text(path)})`, shortcuts };
  }

  async *faulty(): AsyncGenerator<Faulty> {
    const ranges = new RangeReader(this.#file.read(undefined, this.#run.request.signal));
    try {
      for await (const { line, start, length, reasons } of this.#run.bad.read(
        this.#run.connection,
        this.#malformedPath,
      ))
        yield { line, raw: rawText(await ranges.read(start, rawLimit(length)), length), reasons };
    } finally {
      await ranges.close();
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
    const faults = this.#run.bad.read(this.#run.connection, this.#malformedPath);
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

  close(): void {
    this.#sink?.abandon();
  }
}
