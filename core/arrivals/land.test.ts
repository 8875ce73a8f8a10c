// Each arrival is in one object and no more: killed, repeated, at once, in any order of their requests.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Arrival, arrivalOf } from "./arrival.ts";
import { LEASE_MS } from "./land.ts";
import { type Blow, World } from "./testing/world.ts";

const DATASETS = new Set(["orders", "events"]);
const inTurn = async (): Promise<void> => {};

let sent = 0;
const arrival = (record: object, recordKey?: string, dataset = "orders"): Arrival =>
  arrivalOf(
    { messageId: `m${sent++}`, sender: "AROA1:one", body: JSON.stringify(record), dataset, recordKey },
    DATASETS,
  );

describe("arrivals", () => {
  test("of a batch share an object for each dataset, and large batches have several", async () => {
    const world = new World(inTurn);
    world.send(arrival({ n: 1 }));
    world.send(arrival({ n: 2 }, undefined, "events"));
    world.send(arrival([{ n: 3 }, { n: 4 }]));
    world.send(arrival({ text: "x".repeat(80) }));
    world.send(arrival({ n: 5 }));
    await world.invoke(10);
    expect([...world.objects.values()]).toEqual([
      '{"n":1}\n{"n":3}\n{"n":4}\n',
      `{"text":"${"x".repeat(80)}"}\n`,
      '{"n":5}\n',
      '{"n":2}\n',
    ]);
    expect(world.waiting).toEqual([]);
  });

  test("that come again are done, once and twice in one batch", async () => {
    const world = new World(inTurn);
    const one = arrival({ n: 1 }, "a");
    for (let times = 0; times < 3; times++) world.send(one);
    await world.invoke(2);
    await world.invoke(1);
    expect(world.records).toEqual(['{"n":1}']);
    expect(world.waiting).toEqual([]);
  });

  test("without a record leave nothing", async () => {
    const world = new World(inTurn);
    world.send(arrival([]));
    await world.invoke(1);
    expect(world.objects.size).toBe(0);
    expect(world.waiting).toEqual([]);
  });

  test("under a key that had another body before are refused, in another batch or the same", async () => {
    const world = new World(inTurn);
    world.send(arrival({ n: 1 }, "a"));
    await world.invoke(1);
    world.send(arrival({ n: 2 }, "a"));
    world.send(arrival({ n: 3 }, "b"));
    world.send(arrival({ n: 4 }, "b"));
    await world.invoke(3);
    expect(world.records).toEqual(['{"n":1}', '{"n":3}']);
    expect(world.dead.map(({ lines }) => lines.toString())).toEqual(['{"n":4}\n', '{"n":2}\n'].reverse());
  });

  test("of a batch that lives are waited for, and of one that died taken over once its lease is over", async () => {
    const world = new World(inTurn);
    world.send(arrival({ n: 1 }, "a"));
    // Open, claim; dead before it writes.
    await world.invoke(1, [{ at: 2, kill: true, heard: false }]);
    let slept = 0;
    await world.invoke(1, [], {
      now: () => slept,
      sleep: async (milliseconds) => {
        slept += milliseconds;
      },
    });
    expect(slept).toBe(LEASE_MS);
    expect([...world.objects.values()]).toEqual(["", '{"n":1}\n']);
  });

  test("go back to the queue where the time does not do to wait", async () => {
    const world = new World(inTurn);
    world.send(arrival({ n: 1 }, "a"));
    await world.invoke(1, [{ at: 2, kill: true, heard: false }]);
    let left = 5_000;
    await world.invoke(1, [], {
      timeLeft: () => left,
      sleep: async () => {
        left = 1_000;
      },
    });
    expect(world.waiting).toHaveLength(1);
    expect(world.records).toEqual([]);
  });

  test("a batch that is taken for dead while it lives writes nothing", async () => {
    const world = new World(inTurn);
    world.send(arrival({ n: 1 }, "a"));
    world.send(arrival({ n: 1 }, "a"));
    let stopped: (() => void) | undefined;
    const stop = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    // The first opens its batch in a time long past, and is slow.
    const slow = world.invoke(1, [], { now: () => -LEASE_MS, onLanded: () => stopped?.() });
    await world.invoke(1);
    await Promise.race([slow, stop]);
    await world.invoke(2);
    expect(world.records).toEqual(['{"n":1}']);
    expect(world.waiting).toEqual([]);
  });
});

const blow: fc.Arbitrary<Blow> = fc.record({
  at: fc.nat(14),
  kill: fc.boolean(),
  heard: fc.boolean(),
});

test("whatever fails, each record is in one object at the end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      // Messages by their number; a number twice is a producer that repeats.
      fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }),
      // Three functions side by side, each with what befalls its invocations one after the other.
      fc.array(fc.array(fc.array(blow, { maxLength: 3 }), { maxLength: 4 }), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      async (scheduler, numbers, functions, most) => {
        const world = new World((label) => scheduler.schedule(Promise.resolve(), label) as Promise<void>);
        const kept = new Map(numbers.map((n) => [n, arrival([{ n }, { n: n + 0.5 }], `key${n}`)]));
        for (const n of numbers) world.send({ ...(kept.get(n) as Arrival) });
        const work = functions.map(async (invocations) => {
          for (const blows of invocations) await world.invoke(most, blows);
        });
        await scheduler.waitFor(Promise.all(work));
        // All is well from here on.
        for (let times = 0; world.waiting.length > 0; times++) {
          if (times > 50) throw new Error("it comes to no end");
          await scheduler.waitFor(world.invoke(most));
        }
        const expected = [...kept.keys()].flatMap((n) => [`{"n":${n}}`, `{"n":${n + 0.5}}`]);
        expect(world.records.sort()).toEqual(expected.sort());
        expect(world.dead).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
});
