// Written Parquet files → the run's curated files, under names that tell nothing of which was written first.
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NULL_PARTITION } from "../contract/partition.ts";
import type { Batch } from "./input/input.ts";
import { joinParquet } from "./parquet/join.ts";
import type { Run } from "./run.ts";
import type { CuratedFile } from "./types.ts";
import type { WrittenFile } from "./written-files.ts";

/** A file of a statement. */
export interface StagedFile extends WrittenFile {
  /** Where the statement wrote: partition folders lie in it. */
  readonly folder: string;
}

/** What a batch is to write, and has written. */
export interface Place extends Pick<Batch, "volume" | "series" | "partition"> {
  written: StagedFile[];
}

export class CuratedFiles {
  readonly published: CuratedFile[] = [];
  readonly #run: Pick<Run, "request" | "plan">;
  readonly #places: Place[] = [];
  /** Files so far by partition folder. */
  readonly #counters = new Map<string, number>();

  constructor(run: Pick<Run, "request" | "plan">) {
    this.#run = run;
  }

  /** Takes down that a batch is written, in the order of the batches. */
  place({ volume, series, partition }: Batch): Place {
    const place: Place = { volume, series, written: [], ...(partition !== undefined && { partition }) };
    this.#places.push(place);
    return place;
  }

  /** Moves all files to where they belong. */
  async publish(): Promise<void> {
    const bySeries = new Map<string, Place[]>();
    for (const place of this.#places) {
      const key = `${place.volume} ${place.series}`;
      const known = bySeries.get(key);
      if (known) known.push(place);
      else bySeries.set(key, [place]);
    }
    const all = [...bySeries.values()].sort(([a], [b]) => order(a as Place, b as Place));
    for (const places of all) {
      const { partition } = places[0] as Place;
      const written = places.flatMap((place) => place.written);
      if (partition !== undefined || this.#run.plan.partitions.length === 0) {
        const [name = ""] = this.#run.plan.partitions.map((one) => one.name);
        const of: Record<string, string> = partition === undefined ? {} : { [name]: partition };
        const folders = Object.entries(of).map(([column, value]) => `${column}=${value}`);
        await this.#publishJoined(written, of, folders);
      } else
        for (const parts of byFolder(written)) {
          const [first] = parts as [StagedFile];
          await this.#publishJoined(parts, this.#partitionOf(first), foldersOf(first));
        }
    }
    this.#places.length = 0;
  }

  async discard(): Promise<void> {
    for (const { path } of this.published.splice(0))
      await rm(join(this.#run.request.out, path), { force: true });
    this.#places.length = 0;
  }

  /** Parts of one series become one file. */
  async #publishJoined(
    parts: readonly StagedFile[],
    partition: Record<string, string>,
    within: readonly string[],
  ): Promise<void> {
    const [first, ...others] = parts;
    if (!first) return;
    let whole = first;
    if (others.length > 0) {
      const bytes = await joinParquet(
        first.filename,
        others.map(({ filename }) => filename),
      );
      whole = { ...first, bytes, rows: parts.reduce((sum, { rows }) => sum + rows, 0) };
      for (const { filename } of others) await rm(filename);
    }
    await this.#publish(whole, partition, within);
  }

  async #publish(
    written: StagedFile,
    partition: Record<string, string>,
    within: readonly string[],
  ): Promise<void> {
    const { dataset, out, runId } = this.#run.request;
    const counter = within.join("/").toLowerCase();
    const at = this.#counters.get(counter) ?? 0;
    this.#counters.set(counter, at + 1);
    const name = `${runId}-${String(at).padStart(4, "0")}.parquet`;
    const path = ["curated", dataset, ...within, name].join("/");
    await mkdir(dirname(join(out, path)), { recursive: true });
    await rename(written.filename, join(out, path));
    this.published.push({
      path,
      partition,
      rows: written.rows,
      bytes: written.bytes,
    });
  }

  #partitionOf({ partitionKeys: keys }: StagedFile): Record<string, string> {
    return Object.fromEntries(
      this.#run.plan.partitions.map(({ name }) => [name, keys.get(name) ?? NULL_PARTITION]),
    );
  }
}

const order = (a: Place, b: Place): number => a.volume - b.volume || a.series - b.series;

/** The files of each partition folder, in the order that they were written in; folders in that of their names. */
function byFolder(files: readonly StagedFile[]): StagedFile[][] {
  const folders = new Map<string, StagedFile[]>();
  for (const file of files) {
    const folder = foldersOf(file).join("/");
    const known = folders.get(folder);
    if (known) known.push(file);
    else folders.set(folder, [file]);
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

/** The partition folders that a file lies in. */
const foldersOf = ({ filename, folder }: StagedFile): string[] =>
  dirname(filename)
    .slice(folder.length + 1)
    .split(/[\\/]/)
    .filter((part) => part !== "");
