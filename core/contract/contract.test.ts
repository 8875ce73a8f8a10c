// The contract's front door: what passes, and for what does not, where it is wrong and what to write.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { RE2JS } from "re2js";
import * as yaml from "yaml";
import { canonicalJson, contractDigest } from "./canonical.ts";
import { curatedColumns, partitionColumns } from "./curated.ts";
import { ContractError } from "./error.ts";
import { parseContract, validateContract } from "./parse.ts";
import { datasetSchema } from "./schema.ts";
import { checkShape } from "./shape/check.ts";
import { shapeOf } from "./shape/node.ts";
import { patternPieces } from "./terraform/fast.ts";
import { file, linesOf, placedLinesOf } from "./testing/lines.ts";
import { parseType } from "./types.ts";
import { compareValues, valueText } from "./values.ts";
import { terraformDate } from "./yaml.ts";

const FULL = `
version: 1
name: acme
datasets:
  customers:
    columns: [{ name: customer_id, type: bigint }, { name: segment, type: string, tokenize: redact }]
  orders:
    source: { format: csv, delimiter: ";" }
    columns:
      - { name: order_id,    type: bigint, required: true }
      - { name: customer_id, type: bigint }
      - { name: email,       type: string, clean: [trim, lower], pattern: '^\\S+@\\S+$', tokenize: hmac }
      - { name: amount,      type: "decimal(12,2)", min: 0 }
      - { name: currency,    type: string, in: [GBP, USD, EUR] }
      - { name: ordered_at,  type: timestamp, format: '%d/%m/%Y %H:%M', min: 2024-01-01 }
    key: [order_id]
    checks: [{ name: cheap, expression: "amount < 1000 or currency = 'GBP'" }]
    enrich: [{ lookup: customers, on: customer_id, add: [segment] }]
    partition_by: ["day(ordered_at)", currency]
    quality: { max_reject_ratio: 0.05 }
    retention: { archive_after_days: 90, expire_after_days: 2555 }
    warehouse: { load: spectrum }
`;

describe("a right contract", () => {
  const contract = parseContract(FULL, { file });

  test("has its defaults", () => {
    const orders = contract.datasets.orders;
    expect(orders?.source).toMatchObject({ format: "csv", quote: '"', header: true, null_values: [""] });
    expect(orders?.columns[1]).toEqual({ name: "customer_id", type: "bigint", required: false, clean: [] });
    expect(orders?.on_duplicate).toBe("first");
  });

  test("is the same from JSON, from YAML, and with the key that yamldecode makes of `on`", () => {
    const value = yaml.parse(FULL, { customTags: [] }) as {
      datasets: { orders: { enrich: Record<string, unknown>[] } };
    };
    expect(validateContract(JSON.parse(JSON.stringify(value)), { file })).toEqual({
      ...contract,
      datasets: expect.objectContaining({ customers: contract.datasets.customers }),
    });
    value.datasets.orders.enrich = [{ lookup: "customers", true: "customer_id", add: ["segment"] }];
    expect(validateContract(value, { file }).datasets.orders?.enrich).toEqual(
      contract.datasets.orders?.enrich,
    );
  });

  test("has exports with their defaults, or none; wrong ones are told", () => {
    const withExports = (yamlText: string): string => `${FULL}exports:\n  ${yamlText}\n`;
    const { exports } = parseContract(withExports("daily: { partition_by: [day] }"), { file });
    expect([contract.exports, exports]).toEqual([
      {},
      { daily: { format: "parquet", partition_by: ["day"] } },
    ]);
    expect(linesOf(withExports("daily: { format: orc }"))[0]).toContain("exports.daily.format: ");
    expect(linesOf(withExports("daily: { fromat: csv }"))[0]).toContain("exports.daily.fromat: ");
    expect(linesOf(withExports("Daily: {}"))[0]).toContain("exports.Daily: ");
  });

  test("has deliveries with their defaults, or none; wrong ones are told", () => {
    const withTopics = (yamlText: string): string => `${FULL}deliver:\n  ${yamlText}\n`;
    const { deliver } = parseContract(withTopics("orders: { datasets: [orders] }"), { file });
    expect([contract.deliver, deliver]).toEqual([
      {},
      {
        orders: {
          datasets: ["orders"],
          models: [],
          as: "rows",
          fifo: false,
          max_messages: 100,
          link_seconds: 3600,
        },
      },
    ]);
    const told = (yamlText: string): string => linesOf(withTopics(yamlText)).join("\n");
    expect(told("orders: {}")).toBe(
      "headrace.yaml: deliver.orders: there is nothing to deliver. Write at least one under datasets or models.",
    );
    expect(told("a: { datasets: [order] }")).toBe(
      'headrace.yaml: deliver.a.datasets: no dataset is named "order". Did you mean orders? The datasets are: customers, orders.',
    );
    expect(told("a: { datasets: [orders, orders] }")).toContain(
      'deliver.a.datasets: "orders" is listed twice',
    );
    expect(told("a: { datasets: [orders], columns: [segment, emial] }")).toBe(
      'headrace.yaml: deliver.a.columns: the dataset "orders" has no column "emial". Did you mean email? Its columns are: order_id, customer_id, email, amount, currency, ordered_at, segment.',
    );
    expect(told("a: { datasets: [orders], as: url }")).toContain("deliver.a.as: unknown value");
    expect(told("a: { datasets: [orders], link_seconds: 7200 }")).toContain(
      "deliver.a.link_seconds: expected",
    );
    expect(told("A: { datasets: [orders] }")).toContain("deliver.A: expected");
    expect(told("a: { dataset: [orders] }")).toContain('unknown key "dataset"');
    expect(linesOf(`${FULL}deliver: [orders]`)[0]).toContain("deliver: expected");
  });

  test("says what its curated rows are", () => {
    const datasets = new Map(Object.entries(contract.datasets));
    expect([...curatedColumns(datasets, "orders")].map(([name, { kind }]) => `${name} ${kind}`)).toEqual([
      ...["order_id bigint", "customer_id bigint", "email string", "amount decimal", "currency string"],
      ...["ordered_at timestamp", "segment string"],
    ]);
    const orders = datasets.get("orders");
    expect(orders && [...partitionColumns(orders)]).toEqual([
      ["ordered_at_day", "date"],
      ["currency", "string"],
    ]);
  });

  test("is found right by Terraform's quick look too", () => {
    const quick = RE2JS.compile(`^${patternPieces(shapeOf(datasetSchema)).join("")}$`);
    for (const dataset of Object.values((yaml.parse(FULL) as { datasets: object }).datasets))
      expect(quick.matches(canonicalJson(dataset))).toBe(true);
  });
});

describe("what cannot be read", () => {
  test.each([
    ["", "the file is empty"],
    ["# nothing\n", "the file is empty"],
    ["a: 1\na: 2", "headrace.yaml:2:1: this key occurs twice"],
    ['{"a": 1, "a": 2}', "this key occurs twice"],
    ["a: [1", "headrace.yaml:1:6: not YAML"],
    ["\ta: 1", "headrace.yaml:1:1: not YAML: Tabs"],
    ["a: 1\n---\nb: 2", "headrace.yaml:2:1: a second document begins here. Keep one"],
    ["a: { <<: 5 }", "not YAML: what is merged (<<) is no mapping"],
    ["a: !secret 1", "headrace.yaml:1:4: not YAML: Unresolved tag"],
    ["a: *nowhere", "not YAML"],
    ["- 1", "expected a mapping with version, name and datasets, found a list"],
    ["text", 'found "text"'],
    ["null", "found nothing"],
    [
      `a: &a [1,1,1,1,1,1,1,1,1]${"bcdefg".replace(/./g, (c, at: number) => `\n${c}: &${c} [${`*${"abcdef"[at]},`.repeat(9)}1]`)}`,
      "its anchors expand to too much",
    ],
    ["[".repeat(50_000), "it nests too deeply"],
    ["a: ".repeat(9) + "x".repeat(9_000_000), "the file has more than 8 MiB"],
  ])("%#", (text, words) => {
    const [first = ""] = placedLinesOf(text);
    expect(first).toContain(words);
    expect(first).toMatch(/^headrace\.yaml:(\d+:\d+:)? /);
  });
});

describe("values and texts", () => {
  test.each<[string, string | number | boolean, string | undefined]>([
    ["int", 5, "5"],
    ["int", 2147483648, undefined],
    ["int", "1e3", "1000"],
    ["bigint", "9223372036854775807", "9223372036854775807"],
    ["bigint", "9223372036854775808", undefined],
    ["double", "1e-7", "0.0000001"],
    ["double", -0.5, "-0.5"],
    ["decimal(5,2)", 123.45, "123.45"],
    ["decimal(5,2)", 1234.5, undefined],
    ["decimal(5,2)", "1.250", "1.25"],
    ["boolean", true, "true"],
    ["boolean", "true", undefined],
    ["string", 1, undefined],
    ["date", "2024-02-29", "2024-02-29"],
    ["date", "2023-02-29", undefined],
    ["date", "2024-01-01T00:00:00Z", "2024-01-01"],
    ["timestamp", "2024-01-01", "2024-01-01 00:00:00"],
    ["timestamp", "2024-01-01T10:00:00.123456+02:00", "2024-01-01 08:00:00.123456"],
    ["timestamp", "2024-01-01 25:00", undefined],
  ])("%s %s is %s", (type, value, text) => {
    const parsed = parseType(type);
    expect(parsed && valueText(parsed, value)).toBe(text);
  });

  test("order is the type's own", () => {
    expect(compareValues({ kind: "int" }, "9", "10")).toBe(-1);
    expect(compareValues({ kind: "decimal", precision: 5, scale: 2 }, "-1.5", "-1.25")).toBe(-1);
    expect(compareValues({ kind: "date" }, "2024-01-02", "2024-01-01")).toBe(1);
  });

  test("an unquoted date becomes what yamldecode makes of it", () => {
    expect(terraformDate("2024-1-1")).toBe("2024-01-01T00:00:00Z");
    expect(terraformDate("2024-01-01 10:00:00")).toBe("2024-01-01T10:00:00Z");
    expect(terraformDate("2001-12-14t21:59:43.10-05:00")).toBe("2001-12-14T21:59:43-05:00");
    for (const text of ["2024-02-30", "2024-01", "20240101", "2024-01-01t10:00:00", "10:00:00"])
      expect(terraformDate(text)).toBe(text);
  });

  test("canonical JSON is jsonencode's", () => {
    expect(canonicalJson({ b: [1e21, 1e-7, -0.5, 100], a: "<é&\u2028>", é: null })).toBe(
      '{"a":"\\u003cé\\u0026\\u2028\\u003e","b":[1000000000000000000000,0.0000001,-0.5,100],"é":null}',
    );
    expect(contractDigest({ b: 1, a: undefined, c: "e\u0301" })).toBe(contractDigest({ c: "\u00e9", b: 1 }));
  });
});

describe("on random input", () => {
  const only = (run: () => unknown): void => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(ContractError);
      expect((error as ContractError).issues.length).toBeGreaterThan(0);
    }
  };

  test("any text or value is read or refused, never more", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) =>
        only(() => parseContract(text, { file })),
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => only(() => validateContract(value, { file })),
      ),
      { numRuns: 500 },
    );
  });

  /** The full contract with one value, somewhere, made another. */
  const mutant = fc
    .tuple(
      fc.array(fc.nat(20), { minLength: 1, maxLength: 7 }),
      fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom("order_id", "hmac", "day(x)", "__proto__", "constructor", "("),
      ),
      fc.constantFrom("set", "remove", "rename"),
    )
    .map(([way, value, how]) => {
      const contract = yaml.parse(FULL) as Record<string, unknown>;
      let at: Record<string, unknown> = contract;
      for (const [depth, step] of way.entries()) {
        const keys = Object.keys(at);
        const key = keys[step % Math.max(keys.length, 1)];
        if (key === undefined) break;
        const next = at[key];
        if (depth < way.length - 1 && typeof next === "object" && next !== null) {
          at = next as Record<string, unknown>;
          continue;
        }
        if (how !== "set") delete at[key];
        if (how === "set") at[key] = value;
        if (how === "rename") at[String(value)] = next;
        break;
      }
      return JSON.parse(JSON.stringify(contract)) as Record<string, unknown>;
    });

  test("a contract with one fault is refused in words, and the quick look is never laxer than the schema", () => {
    const shape = shapeOf(datasetSchema);
    const quick = RE2JS.compile(`^${patternPieces(shape).join("")}$`);
    fc.assert(
      fc.property(mutant, (contract) => {
        only(() => validateContract(contract, { file }));
        const { datasets } = contract;
        if (typeof datasets !== "object" || datasets === null) return;
        // In a lookup this key is another spelling of `on`, which a shape does not know.
        if (JSON.stringify(datasets).includes('"true":')) return;
        for (const dataset of Object.values(datasets))
          if (quick.matches(canonicalJson(dataset))) expect(checkShape(shape, dataset, "d")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
