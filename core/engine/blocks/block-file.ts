// A block file: rows as the splitter read them, in a Parquet file that DuckDB scans at memory speed. Plain pages,
// no compression, no statistics: it lives for seconds, in the scratch folder.
import { closeSync, openSync, rmSync, writeSync, writevSync } from "node:fs";
import type { BlockColumn } from "./column.ts";
import { ThriftWriter } from "./thrift.ts";

const MAGIC = Buffer.from("PAR1");
const PHYSICAL = { boolean: 0, int64: 2, double: 5, text: 6 } as const;
const REPETITION = { required: 0, optional: 1 } as const;
const ENCODING = { plain: 0, rle: 3 } as const;
const CONVERTED = { utf8: 0, decimal: 5, timestampMicros: 10 } as const;
const DATA_PAGE = 0;
const UNCOMPRESSED = 0;

/** A row group is written at this many rows or bytes: small enough for a thread to hold, large enough to scan well. */
const GROUP_ROWS = 122_880;
const GROUP_BYTES = 8 << 20;

/** Append a value to every column, then call `endRow`. */
export class BlockFile {
  readonly path: string;
  /** Bytes written so far. */
  bytes = 0;
  rows = 0;
  readonly #columns: readonly BlockColumn[];
  readonly #file: number;
  /** The row groups written: the rows of each, where it lies, and how many bytes each of its columns takes. */
  readonly #groups: Group[] = [];
  readonly #headers = new ThriftWriter();
  #open = true;
  #pendingRows = 0;
  #pendingBytes = 0;

  constructor(path: string, columns: readonly BlockColumn[]) {
    this.path = path;
    this.#columns = columns;
    this.#file = openSync(path, "wx", 0o600);
    this.#write([MAGIC]);
  }

  /** Whether rows are pending that no row group holds yet. */
  get isPending(): boolean {
    return this.#pendingRows > 0;
  }

  /** Writes the pending rows as a row group. */
  endGroup(): void {
    if (this.#pendingRows > 0) this.#writeGroup();
  }

  /** Ends a row that took about `bytes` in memory. */
  endRow(bytes: number): void {
    this.endRows(1, bytes);
  }

  /** Ends `count` rows that took about `bytes` in all. */
  endRows(count: number, bytes: number): void {
    this.rows += count;
    this.#pendingRows += count;
    this.#pendingBytes += bytes;
    if (this.#pendingRows >= GROUP_ROWS || this.#pendingBytes >= GROUP_BYTES) this.#writeGroup();
  }

  /** Writes what is pending and the footer; does nothing the second time. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.#pendingRows > 0) this.#writeGroup();
    const footer = this.#footer();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    this.#write([footer, length, MAGIC]);
    closeSync(this.#file);
  }

  /** Closes without a footer, for a run that has failed. A file that is closed stays as it is. */
  abandon(): void {
    if (this.#open) closeSync(this.#file);
    this.#open = false;
  }

  /** Removes the file, and what its columns hold. */
  discard(): void {
    this.abandon();
    for (const column of this.#columns) column.clear();
    rmSync(this.path, { force: true });
  }

  #write(parts: Uint8Array[]): void {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    let written =
      parts.length === 1 ? writeSync(this.#file, parts[0] as Uint8Array) : writevSync(this.#file, parts);
    // A write may stop early; the rest goes on from there.
    while (written < total) {
      const rest = Buffer.concat(parts).subarray(written);
      written += writeSync(this.#file, rest);
    }
    this.bytes += total;
  }

  #writeGroup(): void {
    const rows = this.#pendingRows;
    const headers = this.#headers;
    headers.clear();
    const pages = this.#columns.map((column) => {
      const body = column.page();
      const from = headers.length;
      const size = body.reduce((sum, part) => sum + part.length, 0);
      writePageHeader(headers, rows, size);
      return { from, to: headers.length, body, size };
    });
    const group = { rows, at: this.bytes, sizes: pages.map(({ from, to, size }) => to - from + size) };
    this.#write(pages.flatMap(({ from, to, body }) => [headers.bytes(from, to), ...body]));
    for (const column of this.#columns) column.clear();
    this.#pendingRows = 0;
    this.#pendingBytes = 0;
    this.#groups.push(group);
  }

  #footer(): Uint8Array {
    const footer = new ThriftWriter();
    footer.element().i32(1, 1);
    footer.structs(2, 1 + this.#columns.length);
    footer.element().text(4, "rows").i32(5, this.#columns.length).end();
    for (const column of this.#columns) writeLeaf(footer, column);
    footer.i64(3, this.rows).structs(4, this.#groups.length);
    for (const group of this.#groups) writeRowGroup(footer, this.#columns, group);
    footer.end();
    return footer.bytes(0, footer.length);
  }
}

interface Group {
  readonly rows: number;
  readonly at: number;
  readonly sizes: readonly number[];
}

/** Parquet's PageHeader of a data page of version 1. */
function writePageHeader(to: ThriftWriter, rows: number, size: number): void {
  const { plain, rle } = ENCODING;
  to.element().i32(1, DATA_PAGE).i32(2, size).i32(3, size);
  to.struct(5).i32(1, rows).i32(2, plain).i32(3, rle).i32(4, rle).end();
  to.end();
}

const ENCODINGS = [ENCODING.plain, ENCODING.rle] as const;

/** Parquet's RowGroup, with the ColumnChunk of each column. */
function writeRowGroup(to: ThriftWriter, columns: readonly BlockColumn[], { rows, at, sizes }: Group): void {
  let offset = at;
  to.element().structs(1, columns.length);
  for (const [place, { name, physical }] of columns.entries()) {
    const bytes = sizes[place] as number;
    to.element().i64(2, offset).struct(3);
    to.i32(1, PHYSICAL[physical]).i32s(2, ENCODINGS).texts(3, [name]).i32(4, UNCOMPRESSED);
    to.i64(5, rows).i64(6, bytes).i64(7, bytes).i64(9, offset).end();
    to.end();
    offset += bytes;
  }
  to.i64(2, offset - at)
    .i64(3, rows)
    .end();
}

/** Parquet's SchemaElement of a column. */
function writeLeaf(to: ThriftWriter, { name, physical, meaning, optional }: BlockColumn): void {
  to.element()
    .i32(1, PHYSICAL[physical])
    .i32(3, optional ? REPETITION.optional : REPETITION.required)
    .text(4, name);
  if (physical === "text") to.i32(6, CONVERTED.utf8);
  else if (meaning === "timestamp") to.i32(6, CONVERTED.timestampMicros);
  else if (meaning !== undefined)
    to.i32(6, CONVERTED.decimal).i32(7, meaning.scale).i32(8, meaning.precision);
  to.end();
}
