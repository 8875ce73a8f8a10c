// Pieces of a text, read where they lie in the file and by way of the whole text: the same bytes.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { validateContract } from "../../contract/index.ts";
import { openText } from "./open.ts";
import { FilePieces } from "./pieces.ts";

const { source } = validateContract(
  { version: 1, name: "t", datasets: { rows: { columns: [{ name: "a", type: "string" }] } } },
  { file: "t" },
).datasets.rows as { source: Parameters<typeof openText>[1] };

const TEXT = Buffer.from(Array.from({ length: 400_000 }, (_, at) => `${at},é\n`).join(""));
/** Far apart, close together, longer than what is read at once, and one that the end cuts off. */
const PLACES: readonly (readonly [start: number, length: number])[] = [
  [0, 3],
  [3, 7],
  ...Array.from({ length: 300 }, (_, at) => [100 + at * 37, 20] as const),
  ...Array.from({ length: 50 }, (_, at) => [20_000 + at * 9_000, 4_500] as const),
  [500_000, 1_700_000],
  [TEXT.length - 5, 100],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-pieces-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["as it is", TEXT, true],
  ["behind a byte order mark", Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), TEXT]), true],
  ["of another encoding, by its mark", Buffer.from(`\ufeff${TEXT.toString("utf8")}`, "utf16le"), false],
  ["compressed", gzipSync(TEXT, { level: 1 }), false],
])("a text %s", async (_, content, isDirect) => {
  const path = join(folder, "text");
  writeFileSync(path, content);
  const pieces = await (await openText(path, source)).pieces();
  try {
    expect(pieces instanceof FilePieces).toBe(isDirect);
    for (const [start, length] of PLACES)
      expect(TEXT.subarray(start, start + length).equals(await pieces.read(start, length))).toBe(true);
  } finally {
    await pieces.close();
  }
});
