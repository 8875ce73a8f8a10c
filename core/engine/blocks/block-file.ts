// A block file: rows as the splitter read them, in a Parquet file that DuckDB scans at memory speed. Plain pages,
// no compression, no statistics: it lives for seconds, in the scratch folder.
import { closeSync, openSync, rmSync, writeSync, writevSync } from "node:fs";
import type { BlockColumn } from "./column.ts";
import { ThriftStruct } from "./thrift.ts";

const MAGIC = Buffer.from("PAR1");
const PHYSICAL = { int64: 2, double: 5, text: 6 } as const;
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
  /** Metadata of the row groups written. */
  readonly #groups: Uint8Array[] = [];
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
    const chunks: Uint8Array[] = [];
    const parts: Uint8Array[] = [];
    let offset = this.bytes;
    for (const column of this.#columns) {
      const page = column.page();
      const size = page.reduce((sum, part) => sum + part.length, 0);
      const header = pageHeader(rows, size);
      parts.push(header, ...page);
      chunks.push(chunkOf(column, { rows, offset, bytes: header.length + size }));
      offset += header.length + size;
    }
    const groupBytes = offset - this.bytes;
    this.#write(parts);
    for (const column of this.#columns) column.clear();
    this.#pendingRows = 0;
    this.#pendingBytes = 0;
    this.#groups.push(new ThriftStruct().structs(1, chunks).i64(2, groupBytes).i64(3, rows).finish());
  }

  #footer(): Uint8Array {
    const root = new ThriftStruct().text(4, "rows").i32(5, this.#columns.length).finish();
    return new ThriftStruct()
      .i32(1, 1)
      .structs(2, [root, ...this.#columns.map(leafOf)])
      .i64(3, this.rows)
      .structs(4, this.#groups)
      .finish();
  }
}

/** Parquet's PageHeader of a data page of version 1. */
function pageHeader(rows: number, size: number): Uint8Array {
  const { plain, rle } = ENCODING;
  const page = new ThriftStruct().i32(1, rows).i32(2, plain).i32(3, rle).i32(4, rle).finish();
  return new ThriftStruct().i32(1, DATA_PAGE).i32(2, size).i32(3, size).struct(5, page).finish();
}

/** Parquet's ColumnChunk. */
function chunkOf(
  { name, physical }: BlockColumn,
  { rows, offset, bytes }: { rows: number; offset: number; bytes: number },
): Uint8Array {
  const metadata = new ThriftStruct()
    .i32(1, PHYSICAL[physical])
    .i32s(2, [ENCODING.plain, ENCODING.rle])
    .texts(3, [name])
    .i32(4, UNCOMPRESSED)
    .i64(5, rows)
    .i64(6, bytes)
    .i64(7, bytes)
    .i64(9, offset)
    .finish();
  return new ThriftStruct().i64(2, offset).struct(3, metadata).finish();
}

/** Parquet's SchemaElement of a column. */
function leafOf({ name, physical, meaning, optional }: BlockColumn): Uint8Array {
  const leaf = new ThriftStruct()
    .i32(1, PHYSICAL[physical])
    .i32(3, optional ? REPETITION.optional : REPETITION.required)
    .text(4, name);
  if (physical === "text") return leaf.i32(6, CONVERTED.utf8).finish();
  if (meaning === undefined) return leaf.finish();
  if (meaning === "timestamp") return leaf.i32(6, CONVERTED.timestampMicros).finish();
  return leaf.i32(6, CONVERTED.decimal).i32(7, meaning.scale).i32(8, meaning.precision).finish();
}
