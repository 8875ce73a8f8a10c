// Bytes of any encoding → UTF-8. A byte order mark decides, else the contract. UTF-8 itself passes untouched, so
// that a row with a wrong byte can be told from its neighbours. Tables of other encodings are loaded when they are needed.
import { HeadraceError } from "../../errors.ts";
import type { Decoder } from "./decoders.ts";

const MARKS: readonly { encoding: string; bytes: readonly number[] }[] = [
  { encoding: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-32le", bytes: [0xff, 0xfe, 0, 0] },
  { encoding: "utf-32be", bytes: [0, 0, 0xfe, 0xff] },
  { encoding: "utf-16le", bytes: [0xff, 0xfe] },
  { encoding: "utf-16be", bytes: [0xfe, 0xff] },
];
export const LONGEST_MARK = 4;

const isUtf8 = (encoding: string): boolean => /^(utf-?8|us-?ascii|ascii)$/i.test(encoding);

/** Thrown where this part of a program was built without the tables of other encodings. */
export const WITHOUT_DECODER = "ERR_WITHOUT_DECODER";

export const isWithoutDecoder = (error: unknown): boolean =>
  (error as { code?: unknown }).code === WITHOUT_DECODER;

/** What the first bytes say about the encoding, and how many of them are the mark. */
function markOf(start: Uint8Array): { encoding: string; length: number } | undefined {
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
  return mark && { encoding: mark.encoding, length: mark.bytes.length };
}

/** How many bytes of a mark stand before a text that passes untouched; undefined where it is decoded. */
export function markBytesOfUtf8(start: Uint8Array, stated: string): number | undefined {
  const mark = markOf(start);
  return isUtf8(mark?.encoding ?? stated) ? (mark?.length ?? 0) : undefined;
}

/** The content as UTF-8 without its mark. */
export async function* decode(chunks: AsyncIterable<Buffer>, stated: string): AsyncGenerator<Buffer> {
  if (!isUtf8(stated) && !(await import("./decoders.ts")).encodingExists(stated))
    throw new HeadraceError(
      "contract_invalid",
      `source.encoding: "${stated}" is no encoding that is known here.`,
      "Write one such as utf-8, utf-16le, latin-1, windows-1252 or shift_jis.",
    );
  let start: Buffer | undefined;
  let decoder: Decoder | undefined;
  let begun = false;
  let high = "";

  /** A pair of surrogates may lie across two chunks: the first half waits for the second. */
  const encodeChunk = (decoded: string): Buffer => {
    const whole = high + decoded;
    const last = whole.charCodeAt(whole.length - 1);
    high = last >= 0xd800 && last <= 0xdbff ? whole.slice(-1) : "";
    return encode(high ? whole.slice(0, -1) : whole);
  };

  async function* begin(): AsyncGenerator<Buffer> {
    begun = true;
    const held = start ?? Buffer.alloc(0);
    const mark = markOf(held);
    const encoding = mark?.encoding ?? stated;
    if (!isUtf8(encoding)) decoder = (await import("./decoders.ts")).strictDecoder(encoding);
    const rest = held.subarray(mark?.length ?? 0);
    if (rest.length > 0) yield decoder ? encodeChunk(decoder.write(rest)) : rest;
  }

  for await (const chunk of chunks) {
    if (begun) {
      yield decoder ? encodeChunk(decoder.write(chunk)) : chunk;
      continue;
    }
    start = start ? Buffer.concat([start, chunk]) : chunk;
    if (start.length >= LONGEST_MARK) yield* begin();
  }
  if (!begun) yield* begin();
  const last = high + (decoder?.end() ?? "");
  if (last) yield encode(last);
}

/**
 * As UTF-8. A lone surrogate becomes the three bytes that UTF-8 forbids for it, so that its row is found to be
 * wrongly encoded, where U+FFFD would have passed for a character of the file.
 */
function encode(decoded: string): Buffer {
  if (decoded.isWellFormed()) return Buffer.from(decoded);
  const parts: Buffer[] = [];
  for (const character of decoded) {
    const code = character.codePointAt(0) as number;
    parts.push(
      code >= 0xd800 && code <= 0xdfff
        ? Buffer.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
        : Buffer.from(character),
    );
  }
  return Buffer.concat(parts);
}
