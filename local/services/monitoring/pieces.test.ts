// The parts of CloudWatch by themselves: series, statistics, math, rules of composite alarms, and lines of logs.
import { describe, expect, test } from "@jest/globals";
import type { State } from "./alarms/alarm.ts";
import { holds, parseRule } from "./alarms/rule.ts";
import { evaluate, type Points, type Scope } from "./math/evaluate.ts";
import { parseMath } from "./math/parse.ts";
import { emfOf } from "./series/emf.ts";
import { Series } from "./series/series.ts";
import { statisticOf } from "./series/statistic.ts";

describe("a series", () => {
  test("has the statistics of what came between two times, in whatever order it came", () => {
    const series = new Series();
    for (const [at, value] of [
      [5_000, 3],
      [1_000, 1],
      [5_500, 8],
      [9_000, 100],
    ] as const)
      series.add(at, [value]);
    const sample = series.between(1_000, 9_000);
    const of = (name: string) => statisticOf(sample, name);
    expect(["SampleCount", "Sum", "Average", "Minimum", "Maximum"].map(of)).toEqual([3, 12, 4, 1, 8]);
    expect(series.between(10_000, 20_000)).toBeUndefined();
  });

  test("counts values as often as is said, and gives percentiles", () => {
    const series = new Series();
    series.add(0, [10, 500], [98, 2]);
    const sample = series.between(0, 1_000);
    expect(["p50", "p98", "p99", "p100"].map((name) => statisticOf(sample, name))).toEqual([
      10, 10, 500, 500,
    ]);
  });

  test("loses nothing when it is kept by the minute", () => {
    const series = new Series();
    for (let second = 0; second < 12_000; second++) series.add(second * 1000, [1]);
    expect(series.between(0, 12_000_000)?.count).toBe(12_000);
  });
});

describe("metric math", () => {
  const series: Record<string, Points> = { a: [1, 2, undefined], b: [2, 0, 4], c: [undefined, 3, 5] };
  const scope: Scope = {
    periods: 3,
    named: (id) => series[id] as Points,
    metrics: (like = "") =>
      Object.entries(series)
        .filter(([id]) => id.includes(like))
        .map(([, points]) => points),
    search: () => [],
  };
  test.each([
    ["a + b * 2", [5, 2, undefined]],
    ["100 * a / b", [50, undefined, undefined]],
    ["FILL(a, 0) + 1", [2, 3, 1]],
    ["FILL(c, REPEAT)", [undefined, 3, 5]],
    ["IF(b > 1, b, 0)", [2, 0, 4]],
    ["SUM([a, b])", [3, 2, 4]],
    ["SUM(METRICS())", [3, 5, 9]],
    ["MAX(METRICS('b'))", [2, 0, 4]],
    ["-b ^ 2 + 1", [-3, 1, -15]],
    ["a >= 1 AND b >= 1", [1, 0, undefined]],
    ["SUM(SEARCH('{X} y', 'Sum'))", [undefined, undefined, undefined]],
  ])("%s", (text, expected) => {
    expect(evaluate(parseMath(text), scope)).toEqual(expected);
  });

  test.each(["a +", "SUM([a, b)", "a ? b", "WHAT(a)", "(a"])("%s is refused", (text) => {
    expect(() => evaluate(parseMath(text), scope)).toThrow(/math/);
  });
});

describe("the rule of a composite alarm", () => {
  const states: Record<string, State> = { a: "ALARM", "b c": "OK", d: "INSUFFICIENT_DATA" };
  test.each([
    ['ALARM("a")', true],
    ["ALARM(a) AND ALARM(d)", false],
    ['OK("b c") AND (ALARM(a) OR ALARM(d))', true],
    ["NOT ALARM(a) OR INSUFFICIENT_DATA(d)", true],
    ["TRUE AND NOT FALSE", true],
    ["ALARM(missing)", false],
  ])("%s", (text, expected) => {
    expect(holds(parseRule(text), (name) => states[name])).toBe(expected);
  });

  test.each([
    "",
    "ALARM(a",
    "ALARM(a) ALARM(d)",
    "UNKNOWN(a)",
    "AND",
    Array.from({ length: 101 }, (_, n) => `ALARM(a${n})`).join(" OR "),
  ])("%# is refused", (text) => {
    expect(() => parseRule(text)).toThrow(/AlarmRule is invalid/);
  });
});

describe("a line of a log", () => {
  const line = (metrics: object, rest: object): string =>
    JSON.stringify({ _aws: { Timestamp: 1000, CloudWatchMetrics: [metrics] }, ...rest });
  test("in embedded metric format is a metric of each set of dimensions", () => {
    const text = line(
      { Namespace: "N", Dimensions: [["p"], ["p", "d"]], Metrics: [{ Name: "Rows", Unit: "Count" }] },
      { p: "acme", d: "orders", Rows: 3 },
    );
    expect(emfOf(text)).toEqual([
      { namespace: "N", name: "Rows", dimensions: { p: "acme" }, values: [3], unit: "Count", at: 1000 },
      {
        namespace: "N",
        name: "Rows",
        dimensions: { p: "acme", d: "orders" },
        values: [3],
        unit: "Count",
        at: 1000,
      },
    ]);
  });

  test.each([
    ["START RequestId: 1"],
    ['{"_aws": 1'],
    [JSON.stringify({ _aws: { CloudWatchMetrics: [] } })],
    [line({ Namespace: "N", Dimensions: [["p"]], Metrics: [{ Name: "Rows" }] }, { p: "x", Rows: "3" })],
    [line({ Namespace: "N", Dimensions: [["p"]], Metrics: [{ Name: "Rows" }] }, { Rows: 3 })],
  ])("%s is none", (text) => {
    expect(emfOf(text)).toEqual([]);
  });
});
