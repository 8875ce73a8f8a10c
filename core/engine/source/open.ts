// A text file as the splitters want it: decompressed, decoded, in chunks.
import type { Source } from "../../contract/schema.ts";
import { compressionOf, readBytes } from "./bytes.ts";
import { decode } from "./encoding.ts";

export interface TextFile {
  /** The decoded text from its start. May be called again: the same file gives the same chunks of text. */
  read(onRead?: (bytes: number) => void, signal?: AbortSignal): AsyncIterable<Buffer>;
}

export async function openText(file: string, source: Source): Promise<TextFile> {
  const compression = await compressionOf(file, source.compression);
  return {
    read: (onRead, signal) => decode(readBytes(file, compression, onRead, signal), source.encoding),
  };
}
