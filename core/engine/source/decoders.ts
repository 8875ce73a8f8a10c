// Bytes of an encoding other than UTF-8 → text, by iconv-lite.
import iconv from "iconv-lite";
import { utf32Decoder } from "./utf32.ts";

/** Stands where bytes are no text: UTF-8 forbids it, so that its row is found to be wrongly encoded. */
const WRONG = "\ud800";
const REPLACEMENT = "\ufffd";

export interface Decoder {
  write(bytes: Buffer): string;
  end(): string | undefined;
}

/** iconv-lite's decoder, but that what it would pass over or replace is marked as wrong. */
export function strictDecoder(encoding: string): Decoder {
  const unit = /^(?:utf|ucs)-?(16|32|2|4)/i.exec(encoding)?.[1];
  if (unit === "32" || unit === "4") return utf32Decoder(encoding, WRONG);
  const decoder = iconv.getDecoder(encoding);
  if (unit !== undefined) {
    let odd = false;
    return {
      write(bytes) {
        odd = odd !== (bytes.length % 2 === 1);
        return decoder.write(bytes);
      },
      end: () => (decoder.end() ?? "") + (odd ? WRONG : ""),
    };
  }
  // A byte that a single-byte encoding leaves undefined is replaced; a wrong sequence of several is no text.
  if (isSingleByte(encoding) || /^(?:utf|gb-?18030)/i.test(encoding)) return decoder;
  const marked = (text: string | undefined): string => (text ?? "").replaceAll(REPLACEMENT, WRONG);
  return { write: (bytes) => marked(decoder.write(bytes)), end: () => marked(decoder.end()) };
}

const isSingleByte = (encoding: string): boolean =>
  iconv.decode(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), encoding).length === 256;

export const encodingExists = (name: string): boolean => iconv.encodingExists(name);
