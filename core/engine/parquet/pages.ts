// A Parquet file's pages, by their headers: that they are as many as the footer says, of a size that can be read, and where
// they carry a checksum, that it fits. What DuckDB reads of a page it does not check.
import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { FileRejected } from "../file-rejected.ts";
import type { Chunk, Footer } from "./footer.ts";
import { EndsEarly, NoThrift, ThriftReader, TYPE } from "./thrift.ts";

/** The largest page that is read, decompressed: DuckDB's own writer makes some of 95 MiB. */
export const MAX_PAGE_BYTES = 128 << 20;

const CODECS: readonly string[] = ["none", "snappy", "gzip", "LZO", "brotli", "LZ4", "zstd", "lz4_raw"];
/** By their numbers: LZO, and the LZ4 that is framed as Hadoop has it. */
const UNREAD = new Set([3, 5]);
const PAGE = { data: 0, index: 1, dictionary: 2, data2: 3 } as const;

const HEADER_BYTES = 1 << 16;
/** A header may hold the least and the greatest value of its page. */
const MAX_HEADER_BYTES = 1 << 26;
const BODY_BYTES = 1 << 20;

interface PageHeader {
  type: number;
  size: number;
  compressed: number;
  crc: number | undefined;
  values: number;
  headerBytes: number;
}

/** Throws FileRejected where they are wrong; returns the bytes of the largest page when decompressed. */
export async function checkPages(file: FileHandle, footer: Footer, signal?: AbortSignal): Promise<number> {
  const pages = new Pages(file, footer.start);
  let largest = 0;
  for (const { chunks } of footer.groups)
    for (const chunk of chunks) {
      signal?.throwIfAborted();
      const name = JSON.stringify(footer.columns[chunk.column]?.name);
      largest = Math.max(largest, await checkChunk(pages, chunk, name));
    }
  return largest;
}

async function checkChunk(pages: Pages, { codec, values, start }: Chunk, name: string): Promise<number> {
  const wrong = (message: string): FileRejected =>
    new FileRejected("file:corrupt", `The Parquet file is broken in the column ${name}: ${message}.`);
  if (UNREAD.has(codec) || CODECS[codec] === undefined)
    throw new FileRejected(
      "file:unsupported",
      `The column ${name} of the Parquet file is compressed with ${CODECS[codec] ?? `codec ${codec}`}, which is not read: write it with zstd, snappy, gzip, brotli, lz4_raw or none.`,
    );
  let at = start;
  let seen = 0;
  let largest = 0;
  while (seen < values) {
    const page = await pages.header(at).catch((error) => {
      throw error instanceof NoThrift ? wrong(`at byte ${at} no page begins`) : error;
    });
    const { type, size, compressed, crc, headerBytes } = page;
    if (size < 0 || compressed < 0 || at + headerBytes + compressed > pages.end)
      throw wrong(`the page at byte ${at} is said to lie outside the file`);
    if (size > MAX_PAGE_BYTES)
      throw new FileRejected(
        "file:unsupported",
        `A page of the column ${name} of the Parquet file takes ${Math.ceil(size / 2 ** 20)} MiB when it is decompressed; ${MAX_PAGE_BYTES / 2 ** 20} are read: write it with smaller pages.`,
      );
    if (crc !== undefined && (await pages.crc(at + headerBytes, compressed)) !== crc >>> 0)
      throw wrong(`the checksum of the page at byte ${at} does not fit`);
    if (type === PAGE.data || type === PAGE.data2) {
      if (page.values < 0) throw wrong(`the page at byte ${at} has less than no values`);
      seen += page.values;
    } else if (type !== PAGE.dictionary && type !== PAGE.index) throw wrong(`at byte ${at} no page begins`);
    largest = Math.max(largest, size);
    at += headerBytes + compressed;
  }
  if (seen !== values) throw wrong(`its pages hold ${seen} values, and the footer counts ${values}`);
  return largest;
}

/** Reads pages where they lie, up to where the footer begins. */
class Pages {
  readonly end: number;
  readonly #file: FileHandle;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = -1;
  #body: Buffer | undefined;

  constructor(file: FileHandle, end: number) {
    this.#file = file;
    this.end = end;
  }

  async header(at: number): Promise<PageHeader> {
    if (at >= this.end) throw new EndsEarly("there is no page");
    // What the window has of it may be too little: then it is filled anew, and grows.
    for (let least = 1; ; least = least === 1 ? HEADER_BYTES : least * 8) {
      const bytes = await this.#bytesAt(at, least);
      try {
        return parseHeader(bytes);
      } catch (error) {
        if (!(error instanceof EndsEarly) || least > MAX_HEADER_BYTES) throw error;
        if (this.#windowAt === at && at + bytes.length >= this.end) throw error;
      }
    }
  }

  /** The window from `at` on, filled anew where it has less than `least`; by more where pages lie close together. */
  async #bytesAt(at: number, least: number): Promise<Buffer> {
    const from = at - this.#windowAt;
    if (from >= 0 && this.#window.length - from >= least) return this.#window.subarray(from);
    const usual = from <= this.#window.length ? BODY_BYTES : HEADER_BYTES;
    const length = Math.min(Math.max(least, usual), this.end - at);
    const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(length), 0, length, at);
    this.#window = buffer.subarray(0, bytesRead);
    this.#windowAt = at;
    return this.#window;
  }

  async crc(at: number, length: number): Promise<number> {
    const from = at - this.#windowAt;
    if (from + length <= this.#window.length) return crc32(this.#window.subarray(from, from + length));
    this.#body ??= Buffer.allocUnsafe(BODY_BYTES);
    let value = 0;
    for (let done = 0; done < length; ) {
      const wanted = Math.min(BODY_BYTES, length - done);
      const { bytesRead } = await this.#file.read(this.#body, 0, wanted, at + done);
      if (bytesRead === 0) break;
      value = crc32(this.#body.subarray(0, bytesRead), value);
      done += bytesRead;
    }
    return value;
  }
}

function parseHeader(bytes: Uint8Array): PageHeader {
  const reader = new ThriftReader(bytes);
  const page: PageHeader = { type: -1, size: -1, compressed: -1, crc: undefined, values: 0, headerBytes: 0 };
  reader.struct((id, type) => {
    if (type === TYPE.struct && (id === 5 || id === 8)) {
      reader.struct((inner, innerType) => {
        if (inner !== 1 || innerType !== TYPE.i32) return false;
        page.values = reader.number();
        return true;
      });
      return true;
    }
    if (type !== TYPE.i32) return false;
    const value = reader.number();
    if (id === 1) page.type = value;
    else if (id === 2) page.size = value;
    else if (id === 3) page.compressed = value;
    else if (id === 4) page.crc = value;
    return true;
  });
  page.headerBytes = reader.at;
  return page;
}
