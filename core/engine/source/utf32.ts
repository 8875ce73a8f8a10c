// UTF-32 → text. iconv-lite puts U+FFFD where a code point is none, which a file may hold by right.

/** A surrogate is half a character, which only UTF-16 knows. */
const isCodePoint = (code: number): boolean => code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);

/** `wrong` stands for each unit that is no code point, and for a last one that was cut. */
export function utf32Decoder(encoding: string, wrong: string) {
  let big = /be$/i.test(encoding) ? true : /le$/i.test(encoding) ? false : undefined;
  let held = Buffer.alloc(0);
  return {
    write(chunk: Buffer): string {
      const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
      // Hardly a text begins with a character beyond U+FFFF: the two bytes of zeros tell which end comes first.
      if (big === undefined && bytes.length >= 4) big = bytes.readUInt16BE(0) === 0;
      const parts: string[] = [];
      let at = 0;
      for (; at + 4 <= bytes.length; at += 4) {
        const code = big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
        parts.push(isCodePoint(code) ? String.fromCodePoint(code) : wrong);
      }
      held = Buffer.from(bytes.subarray(at));
      return parts.join("");
    },
    end: (): string => (held.length > 0 ? wrong : ""),
  };
}
