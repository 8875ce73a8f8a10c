import { expect, test } from "@jest/globals";
import { methodRate } from "./plans.ts";
import { periodOf, Throttle } from "./throttle.ts";

test("a bucket gives its burst at once, then fills at its rate", () => {
  let now = 1_000_000;
  const throttle = new Throttle(() => now);
  const take = () => throttle.take([{ key: "a", rate: { rateLimit: 2, burstLimit: 3 } }]);
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  now += 500;
  expect([take(), take()]).toEqual([true, false]);
  now += 60_000;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
});

test("a request that one limit refuses costs the others nothing", () => {
  const throttle = new Throttle(() => 0);
  const [wide, closed] = [
    { key: "wide", rate: { rateLimit: 1, burstLimit: 1 } },
    { key: "closed", rate: { rateLimit: 0, burstLimit: 0 } },
  ];
  expect(throttle.take([wide, closed])).toBe(false);
  expect(throttle.take([wide])).toBe(true);
  expect(throttle.take([{ key: "none", rate: {} }])).toBe(true);
});

test("a quota is counted by its period, less its offset in the first", () => {
  let now = Date.parse("2026-11-30T23:59:59Z");
  const throttle = new Throttle(() => now);
  const spend = () => throttle.spend("key", { limit: 2, period: "MONTH", offset: 1 });
  expect([spend(), spend()]).toEqual([true, false]);
  now += 2000;
  expect([spend(), spend(), spend()]).toEqual([true, true, false]);
  // A Wednesday is in the week of the Sunday before.
  expect(periodOf("WEEK", Date.parse("2026-12-02T12:00:00Z"))).toBe("2026-11-29");
  expect(periodOf("DAY", now)).toBe("2026-12-01");
});

test("a method's own settings go before those of all", () => {
  const settings = {
    "*/*": { throttlingRateLimit: 5, throttlingBurstLimit: 6 },
    "orders~1{id}/GET": { throttlingRateLimit: -1, throttlingBurstLimit: -1 },
  };
  expect(methodRate(settings, "/orders/{id}", "GET")?.rate).toEqual({});
  expect(methodRate(settings, "/orders", "GET")?.rate).toEqual({ rateLimit: 5, burstLimit: 6 });
  expect(methodRate({}, "/orders", "GET")).toBeUndefined();
});
