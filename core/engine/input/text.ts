// CSV, TSV, JSON and NDJSON: split into block files, a batch each.
import { rm } from "node:fs/promises";
import type { Plan } from "../../plan/plan.ts";
import { text } from "../../plan/sql.ts";
import type { KernelBlock } from "../kernel/sink.ts";
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
import type { Batch, Faulty, Input } from "./input.ts";

/** Text of a batch. Each batch writes one file per partition: of 1 GiB, Parquet makes 200 to 400 MiB. */
const BATCH_BYTES = 1 << 30;

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
    return this.#sink?.malformedRows ?? 0;
  }

  async *batches(): AsyncGenerator<Batch> {
    const { plan, request, work } = this.#run;
    const present = (match: HeaderMatch): boolean[] => match.fields.map((field) => field >= 0);
    const open = <Sink extends KernelSink | TextSink>(match: HeaderMatch, sink: Sink): Sink => {
      this.#match = match;
      this.#sink = sink;
      return sink;
    };
    const splitter = isDelimited(plan)
      ? csvSplitter(plan, (match) =>
          open(match, new KernelSink(work, plan, present(match), request.tokenKey)),
        )
      : jsonSplitter(plan, (match) => open(match, new TextSink(work, plan.columns.length)));
    let bytes = 0;
    for await (const chunk of this.#file.read((read) => this.#run.progress("read", read), request.signal)) {
      splitter.write(chunk);
      bytes += chunk.length;
      if (bytes < BATCH_BYTES) continue;
      bytes = 0;
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
    const block: (Block & Partial<KernelBlock>) | undefined = sink?.endBlock();
    if (!sink || !block) return undefined;
    const absent = this.#run.plan.columns
      .filter(({ index }) => !sink.columns[index])
      .map(({ sourceSql }) => `NULL::VARCHAR AS ${sourceSql}`);
    const { values, tokens, cleaned } = block;
    return {
      sql: `SELECT ${["*", ...absent].join(", ")} FROM read_parquet(${text(block.path)})`,
      made: { ...(values && { values }), ...(tokens && { tokens }), ...(cleaned && { cleaned }) },
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
    const splitter = isDelimited(plan) ? csvSplitter(plan, () => sink) : jsonSplitter(plan, () => sink);
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
