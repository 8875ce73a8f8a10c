// Where split records go: rows into block files, malformed records into a file of their own.
import { join } from "node:path";
import { BlockFile } from "../blocks/block-file.ts";
import { LongColumn, TextColumn } from "../blocks/column.ts";
import { PLACE_COLUMNS } from "../input/input.ts";
import type { Malformed, Place } from "./record.ts";

/** A splitter appends each value of a row to `columns`, then calls `row`; or calls `malformed` instead. */
export interface RecordSink {
  /** One per contract column; undefined where the file has no such column, or where only places are wanted. */
  readonly columns: readonly (TextColumn | undefined)[];
  row(place: Place): void;
  malformed(place: Place, fault: Malformed): void;
}

class PlaceColumns {
  readonly columns = PLACE_COLUMNS.map((name) => new LongColumn(name));

  append(place: Place): void {
    const [start, line, length] = this.columns as [LongColumn, LongColumn, LongColumn];
    start.append(place.start);
    line.append(place.line);
    length.append(place.length);
  }
}

const PLACE_BYTES = 24;

export class BlockSink implements RecordSink {
  readonly columns: readonly (TextColumn | undefined)[];
  rows = 0;
  malformedRows = 0;
  readonly #folder: string;
  readonly #present: readonly TextColumn[];
  readonly #places = new PlaceColumns();
  readonly #faultPlaces = new PlaceColumns();
  readonly #faultReason = new TextColumn("reason", false);
  readonly #faultMessage = new TextColumn("message", false);
  #block: BlockFile | undefined;
  #blocks = 0;
  #faultFile: BlockFile | undefined;

  /** `optional`: whether the format knows null; CSV does not. */
  constructor(folder: string, present: readonly boolean[], optional: boolean) {
    this.#folder = folder;
    this.columns = present.map((here, index) => (here ? new TextColumn(`s${index}`, optional) : undefined));
    this.#present = this.columns.filter((column) => column !== undefined);
  }

  row(place: Place): void {
    this.rows += 1;
    if (!this.#block) {
      const path = join(this.#folder, `block-${this.#blocks++}.parquet`);
      this.#block = new BlockFile(path, [...this.#places.columns, ...this.#present]);
    }
    this.#places.append(place);
    this.#block.endRow(place.length + PLACE_BYTES);
  }

  malformed(place: Place, fault: Malformed): void {
    this.malformedRows += 1;
    this.#faultFile ??= new BlockFile(join(this.#folder, "malformed.parquet"), [
      ...this.#faultPlaces.columns,
      this.#faultReason,
      this.#faultMessage,
    ]);
    this.#faultPlaces.append(place);
    appendText(this.#faultReason, fault.reason);
    appendText(this.#faultMessage, fault.message);
    this.#faultFile.endRow(fault.reason.length + fault.message.length + PLACE_BYTES);
  }

  /** Bytes of the block now being written. */
  get blockBytes(): number {
    return this.#block?.bytes ?? 0;
  }

  /** Ends the block now being written; undefined where it has no row. */
  endBlock(): { path: string; rows: number; bytes: number } | undefined {
    const block = this.#block;
    this.#block = undefined;
    block?.close();
    return block;
  }

  /** Ends the file of malformed records and gives its path; undefined where there is none. */
  endMalformed(): string | undefined {
    const file = this.#faultFile;
    this.#faultFile = undefined;
    file?.close();
    return file?.path;
  }

  /** Lets go of open files, whatever state they are in. */
  abandon(): void {
    this.#block?.abandon();
    this.#faultFile?.abandon();
  }
}

/** Keeps nothing but places, until they are taken. */
export class PlaceSink implements RecordSink {
  readonly columns = [];
  #places: Place[] = [];

  row(place: Place): void {
    this.#places.push({ ...place });
  }

  malformed(place: Place): void {
    this.#places.push({ ...place });
  }

  take(): Place[] {
    const places = this.#places;
    this.#places = [];
    return places;
  }
}

function appendText(column: TextColumn, value: string): void {
  const bytes = Buffer.from(value);
  column.append(bytes, 0, bytes.length);
}
