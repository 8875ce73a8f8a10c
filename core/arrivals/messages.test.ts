// Lists of records as messages: whole, in order, within what SQS takes.
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { MOST_BODY_BYTES, MOST_RECORD_BYTES, messageBodies } from "./messages.ts";
import { recordsOf } from "./texts.ts";

test("all records are there, in order, in messages that SQS takes", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          n: fc.nat(),
          text: fc.string({ unit: "grapheme" }),
          bytes: fc.nat(MOST_RECORD_BYTES - 2_000),
        }),
        { maxLength: 8 },
      ),
      (values) => {
        const records = values.map(({ bytes, ...value }) => ({ ...value, filling: "x".repeat(bytes) }));
        const bodies = messageBodies(records.map((record) => Buffer.from(JSON.stringify(record))));
        expect(bodies.flatMap((body) => JSON.parse(body))).toEqual(records);
        for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MOST_BODY_BYTES);
        expect(messageBodies(records.map((record) => Buffer.from(JSON.stringify(record))))).toEqual(bodies);
      },
    ),
    { numRuns: 50 },
  );
});

test("the largest records fit, two characters that SQS refuses are escaped, and no records are no message", () => {
  const largest = Buffer.from(JSON.stringify({ a: "x".repeat(MOST_RECORD_BYTES - 8) }));
  expect(largest.length).toBe(MOST_RECORD_BYTES);
  expect(messageBodies([largest, largest])).toHaveLength(2);
  const [body = ""] = messageBodies([Buffer.from('{"a":"\ufffe\uffff"}')]);
  expect(body).toBe('[{"a":"\\ufffe\\uffff"}]');
  expect(recordsOf(Buffer.from(body)).problem).toBeUndefined();
  expect(messageBodies([])).toEqual([]);
});
