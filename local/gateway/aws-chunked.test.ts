import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ChunkDecoder } from "./aws-chunked.ts";

async function decode(pieces: Buffer[]): Promise<{ body: string; trailers: Record<string, string> }> {
  const decoder = new ChunkDecoder();
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(pieces).compose(decoder)) chunks.push(chunk as Buffer);
  return { body: Buffer.concat(chunks).toString("latin1"), trailers: decoder.trailers };
}

const encode = (chunks: string[], signed: boolean): string => {
  const extension = signed ? ";chunk-signature=00ff" : "";
  const parts = chunks.map((chunk) => `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n`);
  return `${parts.join("")}0${extension}\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`;
};

describe("an aws-chunked body", () => {
  test("gives its bytes back however it is cut into pieces", async () => {
    const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
    const text = fc.array(byte, { minLength: 1, maxLength: 40 }).map((bytes) => bytes.join(""));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 5 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        async (chunks, signed, size) => {
          const encoded = Buffer.from(encode(chunks, signed), "latin1");
          const pieces: Buffer[] = [];
          for (let at = 0; at < encoded.length; at += size) pieces.push(encoded.subarray(at, at + size));
          expect(await decode(pieces)).toEqual({
            body: chunks.join(""),
            trailers: { "x-amz-checksum-crc32": "AAAAAA==" },
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ["cut short", "5\r\nab"],
    ["without its end", "2\r\nab\r\n"],
    ["of another form", "hello\r\n"],
    ["with a wrong length", "1\r\nab\r\n0\r\n\r\n"],
  ])("%s is refused", async (_, text) => {
    await expect(decode([Buffer.from(text)])).rejects.toThrow(/aws-chunked/);
  });
});
