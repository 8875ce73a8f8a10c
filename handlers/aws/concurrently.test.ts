import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { concurrently } from "./concurrently.ts";

test("results keep the order of the items, and no more than the limit run at once", async () => {
  let running = 0;
  let most = 0;
  const results = await concurrently([5, 1, 3, 2, 4], 2, async (item) => {
    most = Math.max(most, ++running);
    await sleep(item * 2);
    running--;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 30, 20, 40]);
  expect(most).toBe(2);
});

test("a failure is thrown once what had begun is over, and nothing more is begun", async () => {
  const ended: number[] = [];
  const run = concurrently([1, 2, 3, 4, 5], 2, async (item) => {
    if (item === 1) throw new Error("one");
    await sleep(10);
    ended.push(item);
  });
  await expect(run).rejects.toThrow("one");
  expect(ended).toEqual([2]);
});
