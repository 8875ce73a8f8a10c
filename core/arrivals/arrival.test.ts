// By which name a message is told from others, and which messages hold no record.
import { describe, expect, test } from "@jest/globals";
import { arrivalOf, type Message } from "./arrival.ts";

const message = (changes: Partial<Message> = {}): Message => ({
  ...{ messageId: "m1", sender: "AROA1:session", body: '{"a":1}', dataset: "orders", recordKey: "k" },
  ...changes,
});
const of = (changes: Partial<Message> = {}) => arrivalOf(message(changes), new Set(["orders", "events"]));

test("a key names a message of its sender and dataset, whatever its id, session and body", () => {
  const { id, digest } = of();
  expect(of({ messageId: "m2", sender: "AROA1:another" }).id).toBe(id);
  expect(of({ body: '{"a":2}' })).toMatchObject({ id, digest: expect.not.stringContaining(String(digest)) });
  const others = [of({ recordKey: "l" }), of({ sender: "AROA2:session" }), of({ dataset: "events" })];
  expect(new Set([id, ...others.map((one) => one.id)]).size).toBe(4);
});

test("without a key its own id does", () => {
  const plain = of({ recordKey: undefined });
  expect(plain.digest).toBeUndefined();
  expect(of({ recordKey: undefined, sender: "AROA2:x" }).id).toBe(plain.id);
  expect(of({ recordKey: undefined, messageId: "m2" }).id).not.toBe(plain.id);
  expect(of({ recordKey: "m1" }).id).not.toBe(plain.id);
});

describe.each<[string, Partial<Message>]>([
  ["no dataset", { dataset: undefined }],
  ["a dataset that the contract has not", { dataset: "secrets" }],
  ["a name of every object", { dataset: "constructor" }],
  ["an empty key", { recordKey: "" }],
  ["a key that is too long", { recordKey: "x".repeat(513) }],
  ["a body that is no record", { body: "hunter2" }],
])("%s", (_, changes) => {
  test("is refused for good, without a word of its values", () => {
    expect(() => of(changes)).toThrow(expect.objectContaining({ code: "message_unreadable" }));
    expect(() => of(changes)).not.toThrow(/hunter2|secrets/);
  });
});
