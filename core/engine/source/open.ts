// A text file as the splitters want it: decompressed, decoded, in chunks.
import type { Source } from "../../contract/schema.ts";
import { FileRejected } from "../file-rejected.ts";
import { RangeReader } from "../ranges.ts";
import { compressionOf, firstBytes, readBytes } from "./bytes.ts";
import { decode, LONGEST_MARK, markBytesOfUtf8 } from "./encoding.ts";
import { kindOf, TAKEN } from "./kinds.ts";
import { FilePieces } from "./pieces.ts";

/** Reads pieces of the decoded text in ascending order of their start; they do not overlap. */
export type Pieces = Pick<RangeReader, "read" | "close">;

export interface TextFile {
  readonly isCompressed: boolean;
  /** The decoded text from its start. May be called again: the same file gives the same chunks of text. */
  read(onRead?: (bytes: number) => void, signal?: AbortSignal): AsyncIterable<Buffer>;
  /** For few pieces of it: where the text lies in the file as it is, nothing else is read. */
  pieces(signal?: AbortSignal): Promise<Pieces>;
}

/** A file of another kind is refused by its first bytes, in its own name, before they are found to be no text. */
export async function openText(file: string, source: Source): Promise<TextFile> {
  const compression = await compressionOf(file, source.compression);
  const read: TextFile["read"] = (onRead, signal) =>
    decode(ofText(readBytes(file, compression, onRead, signal), compression), source.encoding);
  return {
    isCompressed: compression !== "none",
    read,
    pieces: async (signal) => {
      const mark =
        compression === "none"
          ? markBytesOfUtf8(await firstBytes(file, LONGEST_MARK), source.encoding)
          : undefined;
      return mark === undefined
        ? new RangeReader(read(undefined, signal))
        : new FilePieces(file, mark, signal);
    },
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
