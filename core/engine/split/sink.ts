// Where split records go: rows into block files, malformed records into a file of their own.
import { join } from "node:path";
import { BlockFile } from "../blocks/block-file.ts";
import type { BlockColumn } from "../blocks/column.ts";
import { LongColumn, TextColumn } from "../blocks/column.ts";
import { PLACE_COLUMNS } from "../input/input.ts";
import type { CsvDialect, FastPath } from "./csv.ts";
import type { Malformed, Place } from "./record.ts";

/** Takes the texts of one column, a row after the other. */
export interface RecordColumn {
  /** Appends source[start, end). */
  append(source: Uint8Array, start: number, end: number): void;
  /** The same with each doubled `quote` made single. */
  appendUnescaped(source: Uint8Array, start: number, end: number, quote: Uint8Array): void;
}

/** A splitter appends each value of a row to `columns`, then calls `row`; or calls `malformed` instead. */
export interface RecordSink<Column extends RecordColumn = RecordColumn> {
  /** One per contract column; undefined where the file has no such column, or where only places are wanted. */
  readonly columns: readonly (Column | undefined)[];
  row(place: Place): void;
  malformed(place: Place, fault: Malformed): void;
  /** Of CSV: a path past the splitter for most records, given each column's field (-1 where it has none). */
  fast?(dialect: CsvDialect, width: number, fields: readonly number[]): FastPath;
  /** Before the texts of a row are appended: makes room for one of so many bytes. */
  reserve?(column: number, bytes: number): void;
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

/** Malformed records, in a block file of their own. */
class MalformedFile {
  rows = 0;
  readonly #path: string;
  readonly #places = new PlaceColumns();
  readonly #reason = new TextColumn("reason", false);
  readonly #message = new TextColumn("message", false);
  #file: BlockFile | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  add(place: Place, fault: Malformed): void {
    this.rows += 1;
    this.#file ??= new BlockFile(this.#path, [...this.#places.columns, this.#reason, this.#message]);
    this.#places.append(place);
    appendText(this.#reason, fault.reason);
    appendText(this.#message, fault.message);
    this.#file.endRow(fault.reason.length + fault.message.length + PLACE_BYTES);
  }

  close(): string | undefined {
    this.#file?.close();
    return this.#file?.path;
  }

  abandon(): void {
    this.#file?.abandon();
  }
}

/** A block that is complete. */
export interface Block {
  path: string;
  rows: number;
  bytes: number;
}

/** A sink whose rows go into block files, one after the other. */
export abstract class BlockSink<Column extends RecordColumn = RecordColumn> implements RecordSink<Column> {
  abstract readonly columns: readonly (Column | undefined)[];
  readonly #folder: string;
  readonly #malformed: MalformedFile;
  #blocks = 0;
  #block: BlockFile | undefined;
  #endedRows = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#malformed = new MalformedFile(join(folder, "malformed.parquet"));
  }

  abstract row(place: Place): void;

  /** The columns of its blocks. */
  protected abstract blockColumns(): readonly BlockColumn[];

  /** The block being written, begun where there is none. */
  protected get block(): BlockFile {
    this.#block ??= new BlockFile(join(this.#folder, `block-${this.#blocks++}.parquet`), this.blockColumns());
    return this.#block;
  }

  malformed(place: Place, fault: Malformed): void {
    this.#malformed.add(place, fault);
  }

  get rows(): number {
    return this.#endedRows + (this.#block?.rows ?? 0);
  }

  get malformedRows(): number {
    return this.#malformed.rows;
  }

  /** Ends the block now being written; undefined where it has no row. */
  endBlock(): Block | undefined {
    const block = this.#block;
    this.#block = undefined;
    block?.close();
    this.#endedRows += block?.rows ?? 0;
    return block;
  }

  /** Ends the file of malformed records and gives its path; undefined where there is none. */
  endMalformed(): string | undefined {
    return this.#malformed.close();
  }

  /** Lets go of open files, whatever state they are in. */
  abandon(): void {
    this.#block?.abandon();
    this.#malformed.abandon();
  }
}

/** Texts as they are, nulls among them: what JSON makes. */
export class TextSink extends BlockSink<TextColumn> {
  readonly columns: readonly TextColumn[];
  readonly #places = new PlaceColumns();

  constructor(folder: string, columns: number) {
    super(folder);
    this.columns = Array.from({ length: columns }, (_, index) => new TextColumn(`s${index}`, true));
  }

  protected blockColumns(): readonly BlockColumn[] {
    return [...this.#places.columns, ...this.columns];
  }

  row(place: Place): void {
    this.#places.append(place);
    this.block.endRow(place.length + PLACE_BYTES);
  }
}

/** Keeps nothing but places, until they are taken. */
export class PlaceSink implements RecordSink<never> {
  readonly columns: readonly never[] = [];
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
