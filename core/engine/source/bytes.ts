// A file's bytes, decompressed: gzip and zstd by what the contract says, else by their magic bytes.
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Source } from "../../contract/schema.ts";
import { FileRejected } from "../file-rejected.ts";
import { zstdFrames } from "./zstd.ts";

const PLAIN_BYTES = 1 << 20;
const BUFFERS = 3;
/** The chunk size of streams. Each chunk becomes garbage: it is small, or much of it gathers between collections. */
const READ_BYTES = 1 << 18;
export type Compression = NonNullable<Source["compression"]>;

/** The first bytes of a file as it lies on disk. */
export async function firstBytes(file: string, count: number): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What the contract says, else what the magic bytes say (RFC 1952, RFC 8878). */
export async function compressionOf(file: string, stated: Compression | undefined): Promise<Compression> {
  if (stated) return stated;
  const start = await firstBytes(file, 4);
  if (start.length >= 2 && start.readUInt16BE(0) === 0x1f8b) return "gzip";
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return "zstd";
  return "none";
}

/**
 * The file's content in chunks, decompressed. A compressed file that ends early, or holds what its format does not
 * allow, throws FileRejected: no row of such a file is to be trusted.
 */
export async function* readBytes(
  file: string,
  compression: Compression,
  onRead?: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  if (compression === "zstd") {
    for (const { start, end } of zstdFrames(file, (await stat(file)).size))
      yield* readPart(
        file,
        { start, end: end - 1 },
        createZstdDecompress({ chunkSize: READ_BYTES }),
        onRead,
        signal,
      );
  } else if (compression === "gzip")
    yield* readPart(file, {}, createGunzip({ chunkSize: READ_BYTES }), onRead, signal);
  else yield* readPlain(file, onRead, signal);
}

/**
 * Each chunk is read while the one before is worked on. They are of three buffers in turn: one is valid until the next but one is
 * asked for.
 */
async function* readPlain(
  file: string,
  onRead: ((bytes: number) => void) | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const handle = await open(file, "r");
  try {
    // A byte more than there are, so that a small file's end is found without a buffer for a large one's.
    const size = Math.min(PLAIN_BYTES, (await handle.stat()).size + 1);
    const buffers: Buffer[] = [];
    const read = (turn: number) => {
      const buffer = buffers[turn % BUFFERS] ?? Buffer.allocUnsafeSlow(size);
      buffers[turn % BUFFERS] = buffer;
      const reading = handle.read(buffer, 0, size);
      // Nobody may ask for it any more.
      reading.catch(() => {});
      return reading;
    };
    let next = read(0);
    for (let turn = 1; ; turn++) {
      signal?.throwIfAborted();
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      next = read(turn);
      onRead?.(bytesRead);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* readPart(
  file: string,
  range: { start?: number; end?: number },
  decompress: Transform,
  onRead: ((bytes: number) => void) | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const raw = createReadStream(file, { ...range, highWaterMark: READ_BYTES });
  if (onRead) raw.on("data", (chunk) => onRead(chunk.length));
  raw.on("error", (error) => decompress.destroy(error));
  try {
    for await (const chunk of raw.pipe(decompress)) {
      signal?.throwIfAborted();
      yield chunk as Buffer;
    }
  } catch (error) {
    throw asRejection(error);
  } finally {
    raw.destroy();
    decompress.destroy();
  }
}

function asRejection(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR")
    return new FileRejected("file:truncated", "The gzip stream ends before its end: the file was cut short.");
  if (code?.startsWith("Z_") || code?.startsWith("ZSTD_"))
    return new FileRejected("file:corrupt", `The compressed file cannot be read: ${message}.`);
  return error;
}
