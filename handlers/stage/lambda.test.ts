import { expect, test } from "@jest/globals";
import type { Context } from "aws-lambda";
import { asExhaustion } from "../../core/engine/exhaustion.ts";
import { isExhaustion } from "./import/oversize.ts";
import { Deadline } from "./lambda.ts";

/** A function that has `total` milliseconds, of which `used` pass before each look after the first. */
function context(total: number, used: () => number): Context {
  let looks = 0;
  return { getRemainingTimeInMillis: () => total - (looks++ === 0 ? 0 : used()) } as Context;
}
const until = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("nothing is begun in the part that is kept for committing", () => {
  let used = 80_000;
  const deadline = new Deadline(context(100_000, () => used));
  expect(() => deadline.check()).not.toThrow();
  used = 86_000;
  expect(() => deadline.check()).toThrow("earlier messages");
});

test("work that had most of the time and is not done is too large; work begun late is tried again", async () => {
  const early = await new Deadline(context(2_100, () => 0)).within(until).catch((error) => error);
  expect(isExhaustion(early)).toBe(false);
  const most = await new Deadline(context(4_100, () => 0)).within(until).catch((error) => error);
  expect(isExhaustion(most)).toBe(true);
  const late = await new Deadline(context(100_000, () => 84_900)).within(until).catch((error) => error);
  expect(isExhaustion(late)).toBe(false);
});

test("work that fails by itself fails as it is", async () => {
  const failure = new Error("by itself");
  await expect(new Deadline(context(60_000, () => 0)).within(() => Promise.reject(failure))).rejects.toBe(
    failure,
  );
  expect(await new Deadline(context(60_000, () => 0)).within(async () => 7)).toBe(7);
});

test.each([
  [Object.assign(new Error("write"), { code: "ENOSPC" }), true],
  [asExhaustion(new Error("IO Error: Could not write file: No space left on device"), []), true],
  [asExhaustion(new Error("Out of Memory Error: failed to pin block"), []), true],
  [new Error("Conversion Error: out of range"), false],
])("%s", (error, exhausted) => {
  expect(isExhaustion(error)).toBe(exhausted);
});
