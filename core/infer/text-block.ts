// Split rows into one block file of text columns s0, s1, …; malformed records are only counted, and the first one told.
import { BlockFile } from "../engine/blocks/block-file.ts";
import { TextColumn } from "../engine/blocks/column.ts";
import type { Malformed, Place } from "../engine/split/record.ts";
import type { RecordSink } from "../engine/split/sink.ts";
import type { Malformed as MalformedRecords } from "./file-rows.ts";

export class TextBlock implements RecordSink<TextColumn> {
  readonly columns: readonly TextColumn[];
  malformedRecords: MalformedRecords = { records: 0 };
  readonly #path: string;
  #file: BlockFile | undefined;

  constructor(path: string, columns: number) {
    this.#path = path;
    this.columns = Array.from({ length: columns }, (_, index) => new TextColumn(`s${index}`, true));
  }

  row(place: Place): void {
    this.#file ??= new BlockFile(this.#path, [...this.columns]);
    this.#file.endRow(place.length);
  }

  malformed({ line }: Place, { message: because }: Malformed): void {
    const { records, first = { line, because } } = this.malformedRecords;
    this.malformedRecords = { records: records + 1, first };
  }

  /** Ends the file and gives its path; undefined where there was no row. */
  close(): string | undefined {
    this.#file?.close();
    return this.#file && this.#path;
  }
}
