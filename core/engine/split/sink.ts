// Where split records go: rows into block files, malformed records into a file of their own.
import { join } from "node:path";
import type { Shortcuts } from "../../plan/typed.ts";
import { BlockFile } from "../blocks/block-file.ts";
import { LongColumn, TextColumn } from "../blocks/column.ts";
import { PLACE_COLUMNS } from "../input/input.ts";
import type { CsvDialect, FastPath } from "./csv.ts";
import type { FastJson } from "./json-shape.ts";
import type { Malformed, Place } from "./record.ts";

/** Takes the texts of one column, a row after the other. */
export interface RecordColumn {
  /** Appends source[start, end). */
  append(source: Uint8Array, start: number, end: number): void;
  /** The same with each doubled `quote` made single. */
  appendUnescaped(source: Uint8Array, start: number, end: number, quote: Uint8Array): void;
}

/** One whose texts may be null, as those of JSON are. */
export interface NullableColumn extends RecordColumn {
  appendNull(): void;
}

/** A splitter appends each value of a row to `columns`, then calls `row`; or calls `malformed` instead. */
export interface RecordSink<Column extends RecordColumn = RecordColumn> {
  /** One per contract column; undefined where the file has no such column, or where only places are wanted. */
  readonly columns: readonly (Column | undefined)[];
  row(place: Place): void;
  malformed(place: Place, fault: Malformed): void;
  /** For CSV: a path past the splitter for most records, given each column's field (-1 where it has none). */
  fast?(dialect: CsvDialect, width: number, fields: readonly number[]): FastPath;
  /** The same for JSON. */
  fastJson?(): FastJson;
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
export class MalformedFile {
  rows = 0;
  readonly #path: string;
  /** What most files have no need of is made when it is. */
  #open: { places: PlaceColumns; reason: TextColumn; message: TextColumn; file: BlockFile } | undefined;

  constructor(folder: string) {
    this.#path = join(folder, "malformed.parquet");
  }

  add(place: Place, fault: Malformed): void {
    this.rows += 1;
    this.#open ??= this.#begin();
    const { places, reason, message, file } = this.#open;
    places.append(place);
    appendText(reason, fault.reason);
    appendText(message, fault.message);
    file.endRow(fault.reason.length + fault.message.length + PLACE_BYTES);
  }

  #begin() {
    const places = new PlaceColumns();
    const reason = new TextColumn("reason", false);
    const message = new TextColumn("message", false);
    const file = new BlockFile(this.#path, [...places.columns, reason, message]);
    return { places, reason, message, file };
  }

  /** Ends the file and gives its path; undefined where there is none. */
  close(): string | undefined {
    this.#open?.file.close();
    return this.#open?.file.path;
  }

  abandon(): void {
    this.#open?.file.abandon();
  }
}

/** A block that is complete. */
export interface Block {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  /** What the plan need not do any more; see typed.ts. */
  readonly shortcuts: Shortcuts;
  /** The value that all its rows have in the only partition column; absent where they may differ. */
  readonly partition?: string;
  /** Blocks of one volume with the same number are parts of one; see kernel/segments.ts. */
  readonly series: number;
}

/** A sink whose rows go into block files. */
export interface BlockSink<Column extends RecordColumn = RecordColumn> extends RecordSink<Column> {
  readonly rows: number;
  readonly malformedFile: MalformedFile;
  /** Ends the blocks now being written. */
  endBlocks(): Block[];
  /** Ends those that may be written now, while others go on; called after each chunk of so many bytes. */
  endSegments(bytes: number): Block[];
  /** Lets go of open files, whatever state they are in. */
  abandon(): void;
}

/** Texts as they are, nulls among them: what JSON makes. */
export class TextSink implements BlockSink<TextColumn> {
  rows = 0;
  readonly columns: readonly TextColumn[];
  readonly malformedFile: MalformedFile;
  readonly #folder: string;
  readonly #places = new PlaceColumns();
  #blocks = 0;
  #block: BlockFile | undefined;

  constructor(folder: string, columns: number) {
    this.#folder = folder;
    this.malformedFile = new MalformedFile(folder);
    this.columns = Array.from({ length: columns }, (_, index) => new TextColumn(`s${index}`, true));
  }

  row(place: Place): void {
    this.rows += 1;
    this.#block ??= new BlockFile(join(this.#folder, `block-${this.#blocks++}.parquet`), [
      ...this.#places.columns,
      ...this.columns,
    ]);
    this.#places.append(place);
    this.#block.endRow(place.length + PLACE_BYTES);
  }

  malformed(place: Place, fault: Malformed): void {
    this.malformedFile.add(place, fault);
  }

  endBlocks(): Block[] {
    const block = this.#block;
    this.#block = undefined;
    block?.close();
    return block
      ? [{ path: block.path, rows: block.rows, bytes: block.bytes, shortcuts: {}, series: 0 }]
      : [];
  }

  endSegments(): Block[] {
    return [];
  }

  abandon(): void {
    this.#block?.abandon();
    this.malformedFile.abandon();
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
