// CSV, TSV, JSON and NDJSON: split into block files, a batch each.
import { rm } from "node:fs/promises";
import type { Plan } from "../../plan/plan.ts";
import { text } from "../../plan/sql.ts";
import { rawLimit, rawText } from "../quarantine.ts";
import { RangeReader } from "../ranges.ts";
import type { Run } from "../run.ts";
import type { TextFile } from "../source/open.ts";
import { openText } from "../source/open.ts";
import { csvSplitter } from "../split/csv-rows.ts";
import type { HeaderMatch } from "../split/header.ts";
import { jsonSplitter } from "../split/json-rows.ts";
import type { RecordSink } from "../split/sink.ts";
import { BlockSink, PlaceSink } from "../split/sink.ts";
import type { Splitter } from "../split/splitter.ts";
import type { Batch, Faulty, Input } from "./input.ts";

/** Text of a batch. Each batch writes one file per partition: of 1 GiB, Parquet makes 200 to 400 MiB. */
const BATCH_BYTES = 1 << 30;

type Open = (match: HeaderMatch) => RecordSink;

function splitterOf(plan: Plan, open: Open): Splitter {
  const { format } = plan.dataset.source;
  return format === "csv" || format === "tsv" ? csvSplitter(plan, open) : jsonSplitter(plan, open);
}

export async function openTextInput(run: Run): Promise<Input> {
  return new TextInput(run, await openText(run.request.file, run.plan.dataset.source));
}

class TextInput implements Input {
  readonly #run: Run;
  readonly #file: TextFile;
  #match: HeaderMatch | undefined;
  #sink: BlockSink | undefined;
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
    return this.#sink?.malformedRows ?? 0;
  }

  async *batches(): AsyncGenerator<Batch> {
    const { plan, request, work } = this.#run;
    const nulls = plan.dataset.source.format === "json" || plan.dataset.source.format === "ndjson";
    const splitter = splitterOf(plan, (match) => {
      this.#match = match;
      this.#sink = new BlockSink(
        work,
        match.fields.map((field) => field >= 0),
        nulls,
      );
      return this.#sink;
    });
    for await (const chunk of this.#file.read((bytes) => this.#run.progress("read", bytes), request.signal)) {
      splitter.write(chunk);
      if ((this.#sink?.blockBytes ?? 0) < BATCH_BYTES) continue;
      const batch = this.#endBlock();
      if (batch) yield batch;
    }
    splitter.end();
    const batch = this.#endBlock();
    this.#malformedPath = this.#sink?.endMalformed();
    if (batch) yield batch;
  }

  #endBlock(): Batch | undefined {
    const sink = this.#sink;
    const block = sink?.endBlock();
    if (!sink || !block) return undefined;
    const absent = this.#run.plan.columns
      .filter(({ index }) => !sink.columns[index])
      .map(({ sourceSql }) => `NULL::VARCHAR AS ${sourceSql}`);
    return {
      sql: `SELECT ${["*", ...absent].join(", ")} FROM read_parquet(${text(block.path)})`,
      rows: block.rows,
      bytes: block.bytes,
      release: () => rm(block.path, { force: true }),
    };
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
    const splitter = splitterOf(plan, () => sink);
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
