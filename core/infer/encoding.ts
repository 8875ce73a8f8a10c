// A text's encoding, by its bytes: UTF-8 unless zeros or wrong bytes say otherwise; then the one whose usual characters they
// are most plausibly.
import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";

export interface EncodingFound {
  readonly encoding: string;
  /** Whether bytes alone could not tell. */
  readonly guessed: boolean;
}

/** So many bytes are looked through for what is not UTF-8. */
const ENCODING_BYTES = 64 * 1024 * 1024;
/** So much of the lines with bytes beyond ASCII is weighed. */
const WEIGHED_BYTES = 64 * 1024;

const sure = (encoding: string): EncodingFound => ({ encoding, guessed: false });

/** @param read gives the bytes from their start, each time that it is called */
export async function encodingOf(read: () => AsyncIterable<Buffer>): Promise<EncodingFound> {
  let seen = 0;
  let wrong = false;
  let carry: Buffer = Buffer.alloc(0);
  for await (const chunk of read()) {
    if (seen === 0) {
      const utf16 = utf16Of(chunk);
      if (utf16) return sure(utf16);
    }
    const bytes = Buffer.concat([carry, chunk]);
    // A character may be cut at the end of a chunk: up to three bytes of it wait for the next.
    const whole = wholeCharacters(bytes);
    carry = bytes.subarray(whole);
    wrong ||= !isUtf8(bytes.subarray(0, whole));
    seen += chunk.length;
    if (wrong || seen >= ENCODING_BYTES) break;
  }
  return wrong || !isUtf8(carry) ? await otherThanUtf8(read) : sure("utf-8");
}

function utf16Of(start: Buffer): string | undefined {
  // A mark decides, whatever the contract says; it may as well say nothing then.
  if (start.length >= 2 && (start.readUInt16BE(0) === 0xfffe || start.readUInt16BE(0) === 0xfeff))
    return "utf-8";
  const sample = start.subarray(0, 4096);
  let even = 0;
  let odd = 0;
  for (const [at, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (odd > sample.length / 5 && even === 0) return "utf-16le";
  if (even > sample.length / 5 && odd === 0) return "utf-16be";
  return undefined;
}

function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}

/** Few wrong bytes among right ones are broken rows of a UTF-8 file. */
async function otherThanUtf8(read: () => AsyncIterable<Buffer>): Promise<EncodingFound> {
  let right = 0;
  let wrong = 0;
  let seen = 0;
  const beyond: Buffer[] = [];
  let weighed = 0;
  for await (const chunk of read()) {
    const text = chunk.toString("utf8");
    for (const character of text) {
      if (character === "\ufffd") wrong += 1;
      else if (character > "\u007f") right += 1;
    }
    if (weighed < WEIGHED_BYTES)
      for (const line of linesBeyondAscii(chunk)) {
        beyond.push(line);
        weighed += line.length;
        if (weighed >= WEIGHED_BYTES) break;
      }
    seen += chunk.length;
    if (seen >= ENCODING_BYTES) break;
  }
  return right > wrong ? sure("utf-8") : { encoding: guess(Buffer.concat(beyond)), guessed: true };
}

function* linesBeyondAscii(chunk: Buffer): Generator<Buffer> {
  for (let from = 0; from < chunk.length; ) {
    const end = chunk.indexOf(0x0a, from);
    const to = end < 0 ? chunk.length : end + 1;
    const line = chunk.subarray(from, to);
    // Chunks may be buffers that are used again.
    if (line.some((byte) => byte >= 0x80)) yield Buffer.from(line);
    from = to;
  }
}

/** An encoding of several bytes, and which of its characters texts consist of, by their bytes. */
const WIDE: readonly { encoding: string; usual: (lead: number, trail: number) => boolean; least: number }[] =
  [
    // Kana, punctuation, and the kanji of the first level; half-width kana are Western letters in disguise.
    {
      encoding: "shift_jis",
      usual: (lead, trail) => trail > 0 && (lead <= 0x83 || (lead >= 0x88 && lead <= 0x98)),
      least: 0.8,
    },
    {
      encoding: "euc-kr",
      usual: (lead, trail) => lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1,
      least: 0.95,
    },
    { encoding: "euc-jp", usual: (lead) => lead >= 0xa1 && lead <= 0xa5, least: 0.15 },
    {
      encoding: "gb18030",
      usual: (lead, trail) => lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1,
      least: 0.8,
    },
    { encoding: "big5", usual: (lead, trail) => lead >= 0xa4 && lead <= 0xc6 && trail > 0, least: 0.8 },
  ];
/** What decoders make of bytes that are no text in their encoding. */
const NO_TEXT = /[\ufffd\u0080-\u009f\ue000-\uf8ff]/;

const LETTER = 0xc0;
const CYRILLIC_SMALL = 0xe0;

function guess(bytes: Buffer): string {
  const high = [...bytes.entries()].filter(([, byte]) => byte >= 0x80);
  const letters = high.filter(([, byte]) => byte >= LETTER).length / high.length;
  const runs = high.filter(([at]) => (bytes[at - 1] ?? 0) < 0x80).length;
  const together = high.length / runs;
  // In Western texts accented letters stand alone among plain ones.
  if (letters > 0.7 && together < 1.6) return "windows-1252";
  for (const { encoding, usual, least } of WIDE) {
    const text = iconv.decode(bytes, encoding);
    if (NO_TEXT.test(text)) continue;
    const characters = [...text].filter((character) => character > "\u007f");
    const fit = characters.filter((character) => {
      const [lead = 0, trail = 0] = iconv.encode(character, encoding);
      return usual(lead, trail);
    });
    if (fit.length >= least * characters.length) return encoding;
  }
  const small = high.filter(([, byte]) => byte >= CYRILLIC_SMALL).length / high.length;
  return small > 0.6 && together > 2.5 ? "windows-1251" : "windows-1252";
}
