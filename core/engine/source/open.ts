// A text file as the splitters want it: decompressed, decoded, in chunks.
import type { Source } from "../../contract/schema.ts";
import { FileRejected } from "../file-rejected.ts";
import { compressionOf, readBytes } from "./bytes.ts";
import { decode } from "./encoding.ts";
import { kindOf, TAKEN } from "./kinds.ts";

export interface TextFile {
  /** The decoded text from its start. May be called again: the same file gives the same chunks of text. */
  read(onRead?: (bytes: number) => void, signal?: AbortSignal): AsyncIterable<Buffer>;
}

/** A file of another kind is refused by its first bytes, in its own name, before they are found to be no text. */
export async function openText(file: string, source: Source): Promise<TextFile> {
  const compression = await compressionOf(file, source.compression);
  return {
    read: (onRead, signal) =>
      decode(ofText(readBytes(file, compression, onRead, signal), compression), source.encoding),
  };
}

async function* ofText(chunks: AsyncIterable<Buffer>, compression: string): AsyncGenerator<Buffer> {
  let begun = false;
  for await (const chunk of chunks) {
    const what = begun ? undefined : kindOf(chunk);
    if (what) throw new FileRejected("file:not_text", `${asKind(what, compression)} ${TAKEN}`);
    begun = true;
    yield chunk;
  }
}

const asKind = (what: string, compression: string): string =>
  compression === "none" ? `The file is ${what}.` : `The file is ${what} within ${compression}.`;
