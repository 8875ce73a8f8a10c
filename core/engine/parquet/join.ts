// Parquet files of one schema → one file: their row groups lie behind each other as they are, and one footer tells of all.
// For files of our own that one statement after the other has written.
import { type FileHandle, open, rename } from "node:fs/promises";
import { ThriftReader, TYPE } from "./thrift.ts";
import { ThriftEdit } from "./thrift-edit.ts";

const MAGIC_BYTES = 4;
const TAIL_BYTES = 8;
const COPY_BYTES = 1 << 20;

interface Part {
  /** Where its footer begins. */
  readonly end: number;
  readonly footer: Buffer;
}

/**
 * Makes one file of several, at the first one's path; the others stay.
 * @returns its size in bytes
 */
export async function joinParquet(first: string, others: readonly string[]): Promise<number> {
  // Not where the statement wrote it: a file that is cut off is told by its name.
  const whole = `${first}.joined`;
  await rename(first, whole);
  const file = await open(whole, "r+");
  try {
    const start = await partOf(file);
    const footers = [{ footer: start.footer, shift: 0 }];
    let at = start.end;
    for (const path of others) {
      const other = await open(path, "r");
      try {
        const { end, footer } = await partOf(other);
        footers.push({ footer, shift: at - MAGIC_BYTES });
        at = await copy(other, MAGIC_BYTES, end, file, at);
      } finally {
        await other.close();
      }
    }
    const footer = joinedFooter(footers);
    const tail = Buffer.alloc(TAIL_BYTES);
    tail.writeUInt32LE(footer.length);
    tail.write("PAR1", 4);
    await file.write(footer, 0, footer.length, at);
    await file.write(tail, 0, TAIL_BYTES, at + footer.length);
    await file.truncate(at + footer.length + TAIL_BYTES);
    await rename(whole, first);
    return at + footer.length + TAIL_BYTES;
  } finally {
    await file.close();
  }
}

async function partOf(file: FileHandle): Promise<Part> {
  const { size } = await file.stat();
  const tail = Buffer.alloc(TAIL_BYTES);
  await file.read(tail, 0, TAIL_BYTES, size - TAIL_BYTES);
  const length = tail.readUInt32LE(0);
  const end = size - TAIL_BYTES - length;
  if (tail.toString("latin1", 4) !== "PAR1" || end < MAGIC_BYTES)
    throw new Error("a Parquet file that was just written has no footer");
  const footer = Buffer.alloc(length);
  await file.read(footer, 0, length, end);
  return { end, footer };
}

/** Copies [from, to) of one file to another; returns where the copy ends. */
async function copy(
  source: FileHandle,
  from: number,
  to: number,
  target: FileHandle,
  at: number,
): Promise<number> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(COPY_BYTES, Math.max(1, to - from)));
  let written = at;
  for (let next = from; next < to; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, to - next), next);
    if (bytesRead === 0) throw new Error("a Parquet file that was just written has become shorter");
    await target.write(buffer, 0, bytesRead, written);
    next += bytesRead;
    written += bytesRead;
  }
  return written;
}

/** Of FileMetaData, in parquet.thrift. */
const FILE = { schema: 2, rows: 3, groups: 4 } as const;
/** Fields that are offsets in the file: of RowGroup, ColumnChunk, ColumnMetaData. */
const GROUP = { columns: 1, offset: 5, ordinal: 7 } as const;
const CHUNK = { offsets: [2, 4, 6], metadata: 3 } as const;
const METADATA_OFFSETS: readonly number[] = [9, 10, 11, 14];

/**
 * One footer of several; the offsets of each are moved by its `shift`.
 * Throws where their schemas differ.
 */
export function joinedFooter(parts: readonly { footer: Uint8Array; shift: number }[]): Buffer {
  const groups: Uint8Array[] = [];
  let rows = 0;
  let schema: Buffer | undefined;
  for (const { footer, shift } of parts) {
    const reader = new ThriftReader(footer);
    reader.struct((id, type) => {
      if (id === FILE.rows && type === TYPE.i64) rows += reader.number();
      else if (id === FILE.groups && type === TYPE.list)
        reader.list(() => groups.push(movedGroup(reader, shift, groups.length)));
      else if (id === FILE.schema) {
        const from = reader.at;
        reader.skip(type);
        const own = Buffer.from(footer.subarray(from, reader.at));
        schema ??= own;
        if (!schema.equals(own)) throw new Error("Parquet files of one series have different columns");
      } else return false;
      return true;
    });
  }
  const reader = new ThriftReader(parts[0]?.footer ?? new Uint8Array(0));
  const edit = new ThriftEdit(reader);
  edit.struct((id) => {
    if (id === FILE.rows) edit.number(() => rows);
    else if (id === FILE.groups) edit.structs(groups);
    else return false;
    return true;
  });
  return edit.finish();
}

/** A row group's bytes with its offsets moved, as the file's `ordinal`th. */
function movedGroup(reader: ThriftReader, shift: number, ordinal: number): Uint8Array {
  const edit = new ThriftEdit(reader);
  // An offset of 0 says that there is none.
  const moved = (): void => edit.number((offset) => (offset > 0 ? offset + shift : offset));
  const metadata = (id: number): boolean => {
    if (!METADATA_OFFSETS.includes(id)) return false;
    moved();
    return true;
  };
  const chunk = (id: number): boolean => {
    if (id === CHUNK.metadata) edit.struct(metadata);
    else if ((CHUNK.offsets as readonly number[]).includes(id)) moved();
    else return false;
    return true;
  };
  edit.struct((id) => {
    if (id === GROUP.columns) edit.list(() => edit.struct(chunk));
    else if (id === GROUP.offset) moved();
    else if (id === GROUP.ordinal) edit.number(() => ordinal);
    else return false;
    return true;
  });
  return edit.finish();
}
