// Whatever the rows are, each is in exactly one part, and no message is larger than SNS takes.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { deliveryOf } from "../../receive/index.ts";
import {
  type DeliveryHead,
  idempotencyKey,
  inlineMessage,
  linkMessage,
  MESSAGE_BYTES,
  roomFor,
  sizeOf,
} from "./message.ts";
import { contentId, cut, type Part, whole } from "./parts.ts";

const folder = mkdtempSync(join(tmpdir(), "headrace-parts-"));
const path = join(folder, "rows.ndjson");
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD: DeliveryHead = {
  schemaVersion: "0123456789abcdef",
  runId: "0123456789abcdef0123456789abcdef",
  source: { kind: "dataset", name: "orders" },
};
const TOPIC = "orders";
const sha = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");

/** What is sent of a part, as the function makes it. */
function messageOf(text: Buffer, part: Part, at: number, parts: readonly Part[], content: string) {
  const place = {
    key: idempotencyKey(HEAD.runId, TOPIC, content, at + 1),
    rows: part.rows,
    part: at + 1,
    parts: parts.length,
  };
  const bytes = text.subarray(part.from, part.to);
  return part.by === "message"
    ? inlineMessage(HEAD, place, bytes.toString().split("\n").slice(0, -1))
    : linkMessage(HEAD, place, {
        url: `https://acme.s3.eu-west-1.amazonaws.com/${"x".repeat(2000)}`,
        expiresAt: "2026-01-01T00:00:00.000Z",
        bytes: bytes.length,
        sha256: sha(bytes),
      });
}

async function partsOf(lines: readonly string[], most: number) {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  writeFileSync(path, text);
  const room = roomFor(HEAD, TOPIC, "0".repeat(12));
  const parts = await cut(path, { room, most });
  expect(await cut(path, { room, most })).toEqual(parts);
  return { text, parts };
}

/** A row as JSON: small, of many bytes a character, or as large as a message or larger. */
const row = fc
  .tuple(
    fc.oneof(
      { weight: 20, arbitrary: fc.string({ unit: "grapheme", maxLength: 50 }) },
      {
        weight: 4,
        arbitrary: fc.constantFrom("ä", "🦆", '"', "\\", "\u0001").map((one) => one.repeat(20_000)),
      },
      {
        weight: 2,
        arbitrary: fc.integer({ min: 200_000, max: 262_200 }).map((length) => "x".repeat(length)),
      },
      { weight: 1, arbitrary: fc.constant("🦆".repeat(100_000)) },
    ),
    fc.integer(),
  )
  .map(([text, n]) => JSON.stringify({ n, text }));

test("every row is in exactly one part, in order, and each message is within the limit and can be read", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 40 }),
      fc.integer({ min: 1, max: 30 }),
      async (lines, most) => {
        const { text, parts } = await partsOf(lines, most);
        expect(parts.length).toBeLessThanOrEqual(most);
        const content = contentId(HEAD.source, sha(text), parts);
        const found: string[] = [];
        const keys = new Set<string>();
        let end = 0;
        for (const [at, part] of parts.entries()) {
          expect(part.from).toBe(end);
          end = part.to;
          const message = messageOf(text, part, at, parts, content);
          expect(sizeOf(message)).toBeLessThanOrEqual(MESSAGE_BYTES);
          const attributes = Object.fromEntries(
            Object.entries(message.attributes).map(([name, value]) => [name, { type: "String", value }]),
          );
          const delivery = deliveryOf({ message: message.text, attributes });
          expect([delivery.rows, delivery.part, delivery.parts]).toEqual([part.rows, at + 1, parts.length]);
          keys.add(delivery.idempotencyKey);
          found.push(
            ...(delivery.kind === "inline"
              ? delivery.records.map((record) => JSON.stringify(record))
              : text.subarray(part.from, part.to).toString().split("\n").slice(0, -1)),
          );
        }
        expect(end).toBe(text.length);
        expect(found).toEqual(lines.map((line) => JSON.stringify(JSON.parse(line))));
        expect(keys.size).toBe(parts.length);
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

test("a message is filled to its last byte, and one byte more goes into the next", async () => {
  const room = roomFor(HEAD, TOPIC, "0".repeat(12));
  const rowOf = (bytes: number) => JSON.stringify({ n: "x".repeat(bytes - 8) });
  expect(Buffer.byteLength(rowOf(100))).toBe(100);
  const byOf = async (...sizes: number[]) =>
    (await partsOf(sizes.map(rowOf), 10)).parts.map(({ by, rows }) => [by, rows]);
  expect(await byOf(room)).toEqual([["message", 1]]);
  expect(await byOf(room + 1)).toEqual([["link", 1]]);
  expect(await byOf(room - 101, 100)).toEqual([["message", 2]]);
  expect(await byOf(room - 100, 100)).toEqual([
    ["message", 1],
    ["message", 1],
  ]);
  expect(await byOf(100, room + 1, room + 1, 100)).toEqual([
    ["message", 1],
    ["link", 2],
    ["message", 1],
  ]);
});

test("more parts than are wanted become one, by link; no rows become none", async () => {
  const lines = Array.from({ length: 5 }, () => JSON.stringify({ n: "x".repeat(200_000) }));
  expect((await partsOf(lines, 5)).parts).toHaveLength(5);
  const { text, parts } = await partsOf(lines, 4);
  expect(parts).toEqual([{ by: "link", from: 0, to: text.length, rows: 5 }]);
  expect([(await partsOf([], 4)).parts, whole(0, 0)]).toEqual([[], []]);
});

test("keys are of what is delivered: other rows, another cut and another source have others", () => {
  const part: Part = { by: "message", from: 0, to: 10, rows: 1 };
  const one = contentId(HEAD.source, sha("a"), [part]);
  expect(one).toMatch(/^[0-9a-f]{12}$/);
  expect(
    new Set([
      one,
      contentId(HEAD.source, sha("b"), [part]),
      contentId(HEAD.source, sha("a"), [{ ...part, by: "link" }]),
      contentId({ kind: "model", name: "orders" }, sha("a"), [part]),
    ]).size,
  ).toBe(4);
  // What SNS takes as a deduplication id. Source: SNS API Reference, Publish.
  const longest = idempotencyKey(HEAD.runId, "t".repeat(64), one, 99_999);
  expect(longest.length).toBeLessThanOrEqual(128);
});
