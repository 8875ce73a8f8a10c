// A text file into block files, from its first byte to its last: in the process itself, or in a worker thread (in-worker.ts).
import { stat } from "node:fs/promises";
import type { Contract } from "../../contract/schema.ts";
import type { Plan } from "../../plan/plan.ts";
import { planOf } from "../../plan/plan.ts";
import type { TokenKeys } from "../../tokens/keys.ts";
import { KernelSink } from "../kernel/sink.ts";
import { openText } from "../source/open.ts";
import { csvSplitter } from "./csv-rows.ts";
import type { HeaderMatch } from "./header.ts";
import { jsonSplitter } from "./json-rows.ts";
import type { Block } from "./sink.ts";

/** Text of a volume. Each volume writes one file per partition: of 1 GiB, Parquet makes 200 to 400 MiB. */
const VOLUME_BYTES = 1 << 30;

/**
 * From this size on partitions are told apart while the file is split, and written while the rest is; below, one
 * statement for all is faster.
 */
export const LARGE_BYTES = 32 << 20;

/** Rows of several partitions are dealt out by one statement per so much text, which one thread runs. Of a large file, whose text may have many partitions, more. */
export const PART_BYTES = 16 << 20;
const LARGE_PART_BYTES = 1 << 28;

/** A compressed file has more text than bytes, and one in another encoding may; hardly a small one has more than this. */
const MOST_TEXT = { compressed: 16, plain: 3 } as const;

/** What is to be split; a thread can be given it. */
export interface SplitJob {
  readonly contract: Contract;
  readonly dataset: string;
  readonly file: string;
  /** A folder for the blocks. */
  readonly work: string;
  readonly tokenKeys: TokenKeys | undefined;
  readonly rowsAlone: boolean | undefined;
}

/** A block, and which of the file's volumes it is of. */
export interface VolumeBlock extends Block {
  readonly volume: number;
}

/** What has been seen of the file so far. */
export interface SplitState {
  /** Which contract columns it has; undefined until that is known. */
  readonly present: readonly boolean[] | undefined;
  readonly ignored: readonly string[];
  readonly rows: number;
  readonly malformed: number;
  /** The block file of malformed records, once all are in it. */
  readonly malformedPath: string | undefined;
}

export const isDelimited = ({ dataset: { source } }: Plan): boolean =>
  source.format === "csv" || source.format === "tsv";

/** Splits a file where it is called. */
export class FileSplit {
  readonly #job: SplitJob;
  #match: HeaderMatch | undefined;
  #sink: KernelSink | undefined;
  #malformedPath: string | undefined;

  constructor(job: SplitJob) {
    this.#job = job;
  }

  get state(): SplitState {
    const sink = this.#sink;
    return {
      present: sink?.columns.map((column) => column !== undefined),
      ignored: this.#match?.ignored ?? [],
      rows: sink?.rows ?? 0,
      malformed: sink?.malformedFile.rows ?? 0,
      malformedPath: this.#malformedPath,
    };
  }

  /** The blocks as they end; `onRead` is told of bytes of the file. Throws FileRejected where the file cannot be taken. */
  async *blocks(onRead: (bytes: number) => void, signal?: AbortSignal): AsyncGenerator<VolumeBlock[]> {
    const { file } = this.#job;
    const { source } = planOf(this.#job.contract, this.#job.dataset).dataset;
    const text = await openText(file, source);
    const { size } = await stat(file);
    const splitter = this.#splitter(size, size * MOST_TEXT[text.isCompressed ? "compressed" : "plain"]);
    let bytes = 0;
    let volume = 0;
    const inVolume = (blocks: Block[]): VolumeBlock[] => blocks.map((block) => ({ ...block, volume }));
    for await (const chunk of text.read(onRead, signal)) {
      splitter.write(chunk);
      bytes += chunk.length;
      yield inVolume(
        (bytes < VOLUME_BYTES ? this.#sink?.endSegments(chunk.length) : this.#sink?.endBlocks()) ?? [],
      );
      if (bytes < VOLUME_BYTES) continue;
      bytes = 0;
      volume += 1;
    }
    splitter.end();
    this.#malformedPath = this.#sink?.malformedFile.close();
    // The largest first, so that those who write them end at about the same time.
    yield inVolume((this.#sink?.endBlocks() ?? []).sort((one, other) => other.bytes - one.bytes));
  }

  #splitter(size: number, textBytes: number) {
    const { contract, dataset, work, tokenKeys, rowsAlone } = this.#job;
    const plan = planOf(contract, dataset);
    const open = (match: HeaderMatch, nullable: boolean): KernelSink => {
      const present = match.fields.map((field) => field >= 0);
      this.#match = match;
      const isLarge = size >= LARGE_BYTES;
      const partBytes = isLarge ? LARGE_PART_BYTES : PART_BYTES;
      this.#sink = new KernelSink(work, plan, {
        present,
        tokenKeys,
        isLarge,
        textBytes,
        partBytes,
        nullable,
      });
      return this.#sink;
    };
    return isDelimited(plan)
      ? csvSplitter(plan, (match) => open(match, false))
      : jsonSplitter(plan, (match) => open(match, true), rowsAlone);
  }

  /** A block is gone from the disk. */
  released(_: VolumeBlock): void {}

  /** Lets go of open files. */
  async close(): Promise<void> {
    this.#sink?.abandon();
  }
}
