// A Parquet file's footer: its columns, row groups and where their pages lie (apache/parquet-format, parquet.thrift). DuckDB
// believes a footer; here it is read first, and held against the file.
import type { FileHandle } from "node:fs/promises";
import { FileRejected } from "../file-rejected.ts";
import { KIND_BYTES, kindOf } from "../source/kinds.ts";
import { NoThrift, ThriftReader, TYPE } from "./thrift.ts";

/** A column of the schema's top level. */
export interface TopColumn {
  readonly name: string;
  /** Offset of the name's bytes in the file. */
  readonly nameAt: number;
  /** For texts that are nested in nothing: the offset of the field that says so, and the field before it; undefined otherwise. */
  readonly textAt: number | undefined;
}

/** A column that holds values: the top-level column that it belongs to, and whether it has just one value per row. */
interface Leaf {
  readonly column: number;
  readonly isFlat: boolean;
}

export interface Chunk extends Leaf {
  readonly codec: number;
  readonly values: number;
  /** Offset of its first page. */
  readonly start: number;
  readonly bytes: number;
}

export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly Chunk[];
}

export interface Footer {
  readonly rows: number;
  readonly columns: readonly TopColumn[];
  readonly groups: readonly RowGroup[];
  /** Where it begins, and pages end. */
  readonly start: number;
}

const MAGIC = "PAR1";
/** The magic bytes of a file whose footer is encrypted. */
const ENCRYPTED_MAGIC = "PARE";
/** Magic, an empty footer, its length, magic. */
const SMALLEST = 12;
const TAIL = 8;
const REPEATED = 2;
/** ConvertedType: UTF8, ENUM, JSON. */
const TEXTS = [0, 4, 19];
const BYTE_ARRAY = 6;

const corrupt = (message: string): FileRejected =>
  new FileRejected("file:corrupt", `The Parquet file is broken: ${message}.`);
const encrypted = (): FileRejected =>
  new FileRejected("file:unsupported", "The Parquet file is encrypted, which is not read: write it without.");

const notParquet = (kind: string | undefined): FileRejected =>
  new FileRejected(
    "file:not_parquet",
    `The file is no Parquet file: it ${kind === undefined ? "does not begin with PAR1" : `is ${kind}`}.`,
  );

/** Throws FileRejected where the file is no Parquet, is cut short, or has a footer that cannot be. */
export async function readFooter(file: FileHandle, size: number): Promise<Footer> {
  if (size === 0) throw new FileRejected("file:empty", "The file is empty: it has no bytes at all.");
  const bytesAt = async (at: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  };
  const magic = (await bytesAt(0, 4)).toString("latin1");
  if (magic === ENCRYPTED_MAGIC) throw encrypted();
  if (magic !== MAGIC) throw notParquet(kindOf(await bytesAt(0, KIND_BYTES)));
  const tail = size < SMALLEST ? Buffer.alloc(0) : await bytesAt(size - TAIL, TAIL);
  if (tail.toString("latin1", 4) !== MAGIC)
    throw new FileRejected("file:truncated", "The Parquet file was cut short: it does not end with PAR1.");
  const length = tail.readUInt32LE(0);
  const start = size - TAIL - length;
  if (start < MAGIC.length)
    throw corrupt(`its footer is said to take ${length} bytes, and the file has ${size}`);
  try {
    return parseFooter(await bytesAt(start, length), start);
  } catch (error) {
    if (error instanceof NoThrift) throw corrupt(`its footer cannot be read, ${error.message}`);
    throw error;
  }
}

function parseFooter(bytes: Uint8Array, start: number): Footer {
  const reader = new ThriftReader(bytes);
  let rows = -1;
  let schema: Schema | undefined;
  let groups: RowGroup[] = [];
  reader.struct((id, type) => {
    if (id === 2 && type === TYPE.list) schema = readSchema(reader, start);
    else if (id === 3 && type === TYPE.i64) rows = reader.number();
    else if (id === 4 && type === TYPE.list) {
      groups = [];
      const { leaves } = schema ?? { leaves: [] };
      reader.list(() => groups.push(readGroup(reader, leaves)));
    } else if (id === 8 && type === TYPE.struct) throw encrypted();
    else return false;
    return true;
  });
  if (!schema) throw corrupt("its footer names no columns");
  const footer = { rows, columns: schema.columns, groups, start };
  hold(footer);
  return footer;
}

/** What a footer says must add up, and lie within the file. */
function hold({ rows, columns, groups, start }: Footer): void {
  const counted = groups.reduce((sum, group) => sum + group.rows, 0);
  if (counted !== rows) throw corrupt(`its footer counts ${rows} rows, and its row groups hold ${counted}`);
  for (const group of groups) {
    if (group.rows < 0) throw corrupt("a row group has less than no rows");
    for (const { column, values, start: from, bytes, isFlat } of group.chunks) {
      const name = JSON.stringify(columns[column]?.name);
      if (isFlat && values !== group.rows)
        throw corrupt(`a row group of ${group.rows} rows has ${values} values of the column ${name}`);
      if (values > 0 && !(from >= MAGIC.length && bytes >= 0 && from + bytes <= start))
        throw corrupt(`the pages of the column ${name} are said to lie outside the file`);
    }
  }
}

interface Schema {
  columns: TopColumn[];
  leaves: Leaf[];
}

interface Element {
  name: string;
  nameAt: number;
  physical: number;
  repetition: number;
  children: number;
  converted: number;
  /** Header of the first field behind the name. */
  nextAt: number;
}

function readElement(reader: ThriftReader): Element {
  const element = { name: "", nameAt: 0, physical: -1, repetition: 0, children: 0, converted: -1, nextAt: 0 };
  reader.struct((id, type) => {
    if (id > 4 && element.nextAt === 0) element.nextAt = reader.fieldAt;
    if (id === 4 && type === TYPE.binary) {
      const name = reader.binary();
      element.nameAt = reader.at - name.length;
      element.name = Buffer.from(name).toString("utf8");
    } else if (type !== TYPE.i32) return false;
    else if (id === 1) element.physical = reader.number();
    else if (id === 3) element.repetition = reader.number();
    else if (id === 5) element.children = reader.number();
    else if (id === 6) element.converted = reader.number();
    else return false;
    return true;
  });
  return element;
}

/** The schema is a tree, each element before its children. */
function readSchema(reader: ThriftReader, start: number): Schema {
  const columns: TopColumn[] = [];
  const leaves: Leaf[] = [];
  /** The elements that are open: how many children of each are still to come, and whether they are repeated. */
  const open: { left: number; repeated: boolean }[] = [];
  reader.list((type, at) => {
    if (type !== TYPE.struct) throw new NoThrift("a column is no struct");
    const element = readElement(reader);
    if (element.children < 0) throw new NoThrift("a column has less than no children");
    if (at === 0) {
      open.push({ left: element.children, repeated: false });
      return;
    }
    while (open.length > 0 && open.at(-1)?.left === 0) open.pop();
    const parent = open.at(-1);
    if (!parent) throw new NoThrift("there are more columns than it says");
    parent.left -= 1;
    const repeated = parent.repeated || element.repetition === REPEATED;
    const isText = element.physical === BYTE_ARRAY && TEXTS.includes(element.converted);
    if (open.length === 1)
      columns.push({
        name: element.name,
        nameAt: start + element.nameAt,
        textAt: isText && !repeated ? start + element.nextAt : undefined,
      });
    if (element.children > 0) open.push({ left: element.children, repeated });
    else leaves.push({ column: columns.length - 1, isFlat: !repeated });
  });
  if (open.some(({ left }) => left > 0)) throw new NoThrift("there are fewer columns than it says");
  return { columns, leaves };
}

function readGroup(reader: ThriftReader, leaves: readonly Leaf[]): RowGroup {
  let rows = -1;
  const chunks: Chunk[] = [];
  reader.struct((id, type) => {
    if (id === 1 && type === TYPE.list) {
      reader.list((_, at) => {
        const leaf = leaves[at];
        if (!leaf) throw new NoThrift("a row group has more columns than the file");
        chunks.push(readChunk(reader, leaf));
      });
    } else if (id === 3 && type === TYPE.i64) rows = reader.number();
    else return false;
    return true;
  });
  if (chunks.length !== leaves.length) throw new NoThrift("a row group has fewer columns than the file");
  return { rows, chunks };
}

function readChunk(reader: ThriftReader, leaf: Leaf): Chunk {
  let found: Omit<Chunk, keyof Leaf> | undefined;
  reader.struct((id, type) => {
    if (id === 1 && type === TYPE.binary) {
      if (reader.text() !== "")
        throw new FileRejected(
          "file:unsupported",
          "The Parquet file has its pages in another file, which is not read: write them into one.",
        );
    } else if (id === 3 && type === TYPE.struct) found = readMetadata(reader);
    else if (id === 8 && type === TYPE.struct) throw encrypted();
    else return false;
    return true;
  });
  if (!found) throw new NoThrift("a column has no pages");
  return { ...leaf, ...found };
}

function readMetadata(reader: ThriftReader): Omit<Chunk, keyof Leaf> {
  const numbers = new Map<number, number>();
  reader.struct((id, type) => {
    if (type !== TYPE.i32 && type !== TYPE.i64) return false;
    numbers.set(id, reader.number());
    return true;
  });
  const data = numbers.get(9) ?? 0;
  const dictionary = numbers.get(11) ?? 0;
  return {
    codec: numbers.get(4) ?? 0,
    values: numbers.get(5) ?? -1,
    // Some writers say 0 where there is no dictionary.
    start: dictionary > 0 ? Math.min(dictionary, data) : data,
    bytes: numbers.get(7) ?? -1,
  };
}
