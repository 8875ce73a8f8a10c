// The frames of a zstd file (RFC 8878). Node's decompressor ends with the first frame and says nothing of a frame that
// is cut short; so the frames are found here, by their block headers, and decompressed one by one.
import { closeSync, openSync, readSync } from "node:fs";
import { FileRejected } from "../file-rejected.ts";

/** Bytes [start, end) of the file. */
export interface Frame {
  start: number;
  end: number;
}

const MAGIC = 0xfd2fb528;
/** 0x184D2A50 to 0x184D2A5F: frames of other tools' data, to be skipped. */
const SKIPPABLE = 0x184d2a5;
const BLOCK = { rle: 1, reserved: 3 } as const;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const CHECKSUM_BYTES = 4;

/** All frames with data, in their order. Throws FileRejected where the file ends in the middle of one. */
export function zstdFrames(path: string, size: number): Frame[] {
  const file = openSync(path, "r");
  try {
    const frames: Frame[] = [];
    for (let at = 0; at < size; ) {
      const start = at;
      const magic = read(file, at, 4, size);
      if (magic >>> 4 === SKIPPABLE) {
        at += 8 + read(file, at + 4, 4, size);
        if (at > size) throw truncated();
        continue;
      }
      if (magic !== MAGIC)
        throw new FileRejected(
          "file:corrupt",
          `The zstd stream cannot be read: at byte ${at} no frame begins.`,
        );
      at = endOfFrame(file, at + 4, size);
      frames.push({ start, end: at });
    }
    return frames;
  } finally {
    closeSync(file);
  }
}

function endOfFrame(file: number, header: number, size: number): number {
  const descriptor = read(file, header, 1, size);
  const singleSegment = (descriptor & 0x20) !== 0;
  const contentSize = descriptor >>> 6;
  let at = header + 1;
  if (!singleSegment) at += 1;
  at += DICTIONARY_ID_BYTES[descriptor & 3] as number;
  at += contentSize === 0 && singleSegment ? 1 : (CONTENT_SIZE_BYTES[contentSize] as number);
  for (let last = false; !last; ) {
    const block = read(file, at, 3, size);
    const type = (block >>> 1) & 3;
    if (type === BLOCK.reserved)
      throw new FileRejected(
        "file:corrupt",
        `The zstd stream cannot be read: at byte ${at} no block begins.`,
      );
    last = (block & 1) !== 0;
    at += 3 + (type === BLOCK.rle ? 1 : block >>> 3);
  }
  if ((descriptor & 4) !== 0) at += CHECKSUM_BYTES;
  if (at > size) throw truncated();
  return at;
}

const scratch = Buffer.alloc(4);

/** A little-endian number of so many bytes. */
function read(file: number, at: number, bytes: number, size: number): number {
  if (at + bytes > size) throw truncated();
  scratch.fill(0);
  readSync(file, scratch, 0, bytes, at);
  return scratch.readUInt32LE(0);
}

const truncated = (): FileRejected =>
  new FileRejected("file:truncated", "The zstd stream ends before its end: the file was cut short.");
