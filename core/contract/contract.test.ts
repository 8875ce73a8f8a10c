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
import { fastPattern } from "./terraform/fast.ts";
import { parseType } from "./types.ts";
import { compareValues, valueText } from "./values.ts";
import { terraformDate } from "./yaml.ts";

const file = "headrace.yaml";
const head = "version: 1\nname: acme\ndatasets:\n";
const inDataset = (text: string): string => `${head}  d: ${text}\n`;
const columns = (list: string, rest = ""): string =>
  inDataset(`{ columns: [${list}]${rest && `, ${rest}`} }`);

function linesOf(text: string): string[] {
  try {
    parseContract(text, { file });
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    const { code, exitCode, message, fix } = error as ContractError;
    expect([code, exitCode]).toEqual(["contract_invalid", 1]);
    expect(fix).not.toBe("");
    return message.split("\n");
  }
  return [];
}

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
    const quick = RE2JS.compile(`^${fastPattern(shapeOf(datasetSchema))}$`);
    for (const dataset of Object.values((yaml.parse(FULL) as { datasets: object }).datasets))
      expect(quick.matches(canonicalJson(dataset))).toBe(true);
  });
});

describe("what cannot be read", () => {
  test.each([
    ["", "the file is empty"],
    ["# nothing\n", "the file is empty"],
    ["a: 1\na: 2", "line 2, column 1: this key stands twice"],
    ['{"a": 1, "a": 2}', "this key stands twice"],
    ["a: [1", "line 1, column 6: not YAML"],
    ["\ta: 1", "line 1, column 1: not YAML: Tabs"],
    ["a: 1\n---\nb: 2", "line 2, column 1: not YAML: Source contains multiple documents"],
    ["a: !secret 1", "line 1, column 4: not YAML: Unresolved tag"],
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
    const [first = ""] = linesOf(text);
    expect(first).toContain(words);
    expect(first.startsWith("headrace.yaml: ")).toBe(true);
  });
});

describe("what is wrong in it", () => {
  test.each<[string, string]>([
    [`${head}  {}`, "datasets: there is no dataset. Write at least one under datasets."],
    [
      "version: 2\nname: acme\ndatasets: { d: { columns: [{ name: a, type: int }] } }",
      "version: expected 1, found 2.",
    ],
    [
      "version: 1\nname: Acme\ndatasets: { d: { columns: [{ name: a, type: int }] } }",
      'name: expected a name of a-z, 0-9 and -, a letter first, 28 at most, found "Acme".',
    ],
    [
      columns("{ name: a, type: text }"),
      'datasets.d.columns.a.type: unknown type "text". Did you mean string? Write one of:',
    ],
    [
      columns("{ name: a, type: 'decimal(39,2)' }"),
      'datasets.d.columns.a.type: unknown type "decimal(39,2)".',
    ],
    [
      columns("{ name: a, type: int, requird: true }"),
      'datasets.d.columns.a.requird: unknown key "requird". Did you mean required?',
    ],
    [
      columns("{ name: a, type: int }, { name: a, type: string }"),
      'datasets.d.columns.a: 2 columns are named "a".',
    ],
    [
      columns("{ name: a, type: int }, { name: b, type: int, from: a }"),
      'datasets.d.columns.b.from: the columns a, b all read "a".',
    ],
    [
      columns("{ name: a, type: int, pattern: x }"),
      "datasets.d.columns.a.pattern: pattern is for text, and the column is an int.",
    ],
    [
      columns("{ name: a, type: string, pattern: '(' }"),
      "datasets.d.columns.a.pattern: '(' is not a regular expression",
    ],
    [
      columns("{ name: a, type: string, pattern: '(?<x>a)' }"),
      "datasets.d.columns.a.pattern: '(?<x>a)' is not a regular",
    ],
    [
      columns("{ name: a, type: string, clean: [{ replace: { pattern: '(a)', with: '\\2' } }] }"),
      "datasets.d.columns.a.clean.0.replace.with: '\\2' refers to a group that '(a)' does not have.",
    ],
    [
      columns("{ name: a, type: string, min: 1 }"),
      "datasets.d.columns.a.min: min needs a type with an order, and the column is a string. Write min_length, or a pattern.",
    ],
    [
      columns("{ name: a, type: int, min: 1.5 }"),
      "datasets.d.columns.a.min: 1.5 is not a value of type int. Write an int.",
    ],
    [
      columns("{ name: a, type: int, min: 2, max: 1 }"),
      "datasets.d.columns.a.min: min is 2, above max, which is 1. Swap the two.",
    ],
    [
      columns("{ name: a, type: string, min_length: 2, max_length: 1 }"),
      "datasets.d.columns.a.min_length: min_length is 2, above max_length",
    ],
    [
      columns("{ name: a, type: string, in: [1, x] }"),
      "datasets.d.columns.a.in.0: 1 is not a value of type string. Put it in quotes.",
    ],
    [
      columns("{ name: a, type: string, in: [Y, N] }"),
      "datasets.d.columns.a.in.0: true is not a value of type string. An unquoted y, n, yes,",
    ],
    [
      columns("{ name: a, type: string, in: [2024-01-01] }"),
      'line 4: an unquoted date is read as "2024-01-01T00:00:00Z". Put it in quotes.',
    ],
    [
      columns("{ name: a, type: date, min: '2024-02-30' }"),
      'datasets.d.columns.a.min: "2024-02-30" is not a value of type date.',
    ],
    [
      columns("{ name: a, type: int, default: 5, max: 3 }"),
      "datasets.d.columns.a.default: 5 would break the column's own rule max.",
    ],
    [
      columns("{ name: a, type: string, default: z, in: [x] }"),
      'datasets.d.columns.a.default: "z" would break the column\'s own rule in.',
    ],
    [
      columns("{ name: a, type: int, format: '%Y' }"),
      "datasets.d.columns.a.format: a format is for dates and timestamps, and the column is an int.",
    ],
    [
      columns("{ name: a, type: date, format: DD/MM/YYYY }"),
      "datasets.d.columns.a.format: 'DD/MM/YYYY' is not a format in strptime's codes.",
    ],
    [
      columns("{ name: a, type: date, format: '%d/%m' }"),
      "strptime's codes: a date needs a year, a month and a day.",
    ],
    [columns("{ name: a, type: date, format: '%Y-%m-%Q' }"), "strptime's codes: there is no %Q."],
    [
      columns("{ name: a, type: bigint, default: 12345678901234567890 }"),
      "datasets.d.columns.a.default: the number has more digits than are kept. Put it in quotes.",
    ],
    [
      columns("{ name: a, type: int }", "key: [b]"),
      'datasets.d.key: no column is named "b". The columns are: a.',
    ],
    [
      columns("{ name: a, type: string, tokenize: mask }", "key: [a]"),
      "datasets.d.columns.a.tokenize: mask makes one value of many",
    ],
    [
      columns("{ name: a, type: string, tokenize: hmac }, { name: b, type: int }", "partition_by: [a]"),
      'datasets.d.columns.a.tokenize: partition_by uses "a"',
    ],
    [
      columns("{ name: a, type: date, tokenize: hmac }, { name: b, type: int }", "partition_by: [day(a)]"),
      'datasets.d.columns.a.tokenize: partition_by uses "a"',
    ],
    [
      columns("{ name: a, type: int }, { name: b, type: int }", "partition_by: [day(a)]"),
      "datasets.d.partition_by: day(a) needs a date or a timestamp, and a is an int.",
    ],
    [
      columns("{ name: a, type: date }, { name: b, type: int }", "partition_by: [hour(a)]"),
      "hour(a) needs a timestamp, and a is a date. Partition by day(a).",
    ],
    [
      columns("{ name: a, type: timestamp }, { name: b, type: int }", "partition_by: [a]"),
      "which a timestamp does not fit. Write day(a).",
    ],
    [
      columns("{ name: a, type: date }, { name: a_day, type: int }", "partition_by: [day(a)]"),
      'day(a) makes a column "a_day", which is there already.',
    ],
    [
      columns("{ name: a, type: date }, { name: b, type: int }", "partition_by: [b, b]"),
      'datasets.d.partition_by: "b" stands there twice.',
    ],
    [columns("{ name: a, type: int }", "partition_by: [a]"), "every column is a partition"],
    [
      columns("{ name: a, type: int }", "partition_by: [week(a)]"),
      '"week(a)" is neither a column nor year, month, day or hour of one.',
    ],
    [
      columns("{ name: a, type: int }", "enrich: [{ lookup: dd, on: a, add: [b] }]"),
      'datasets.d.enrich.dd.lookup: no dataset is named "dd". Did you mean d? The datasets are: d.',
    ],
    [
      columns("{ name: a, type: int }", "enrich: [{ lookup: d, on: a, add: [b] }]"),
      "datasets.d.enrich.d.lookup: a dataset cannot look itself up.",
    ],
    [
      columns("{ name: a, type: int }", "checks: [{ name: c, expression: b > 1 }]"),
      'datasets.d.checks.c.expression: character 1: no column is named "b"; there are a. Mend the expression.',
    ],
    [
      columns(
        "{ name: a, type: int }",
        "checks: [{ name: c, expression: a > 1 }, { name: c, expression: a > 2 }]",
      ),
      'datasets.d.checks.c.name: two checks are named "c".',
    ],
    [
      columns("{ name: a, type: int }", "source: { delimiter: '\"' }"),
      'datasets.d.source.delimiter: the delimiter and the quote are both "\\"".',
    ],
    [
      columns("{ name: a, type: int }", 'source: { delimiter: "\\n" }'),
      'datasets.d.source.delimiter: "\\n" cannot be one.',
    ],
    [
      columns("{ name: a, type: int }", "source: { format: json, delimiter: ';' }"),
      "datasets.d.source.delimiter: a delimiter is for csv and tsv, and the format is json.",
    ],
    [
      columns("{ name: a, type: int }", "source: { encoding: utf-9 }"),
      'datasets.d.source.encoding: unknown encoding "utf-9".',
    ],
    [
      columns("{ name: a, type: int, from: A }", "source: { header: false }"),
      "datasets.d.columns.a.from: the files have no header to find it in.",
    ],
    [
      columns("{ name: a, type: int }", "retention: { archive_after_days: 90, expire_after_days: 30 }"),
      "datasets.d.retention.expire_after_days: 30 days are over before the 90",
    ],
  ])("%#", (text, words) => {
    const lines = linesOf(text);
    expect(lines.map((line) => line.replace("headrace.yaml: ", "")).join("\n")).toContain(words);
  });

  test("between two datasets", () => {
    const two = (a: string, b: string): string =>
      linesOf(
        `${head}  one: { columns: [${a}], enrich: [{ lookup: two, on: id, add: [x] }] }\n  two: ${b}\n`,
      ).join("\n");
    const id = "{ name: id, type: int }";
    const x = "{ name: x, type: string }";
    expect(two(id, `{ columns: [${id}, ${x}] }`)).toBe("");
    expect(two(id, `{ columns: [${id}] }`)).toContain(
      'enrich.two.add: the dataset "two" has no column "x". Its columns are: id.',
    );
    expect(two(id, `{ columns: [${id}, ${x}], partition_by: [x] }`)).toContain(
      'is partitioned by "x", so its files do not hold it',
    );
    expect(two(id, `{ columns: [{ name: id, type: string }, ${x}] }`)).toContain(
      '"id" is int here and string in "two"',
    );
    expect(two("{ name: id, type: int, tokenize: hmac }", `{ columns: [${id}, ${x}] }`)).toContain(
      '"id" is int, tokenized here and int in "two"',
    );
    expect(two("{ name: id, type: int, tokenize: mask }", `{ columns: [${id}, ${x}] }`)).toContain(
      "leaves nothing to look up by",
    );
    expect(two(`${id}, ${x}`, `{ columns: [${id}, ${x}] }`)).toContain(
      'enrich.two.add: "x" is there already.',
    );
    expect(two(id, `{ columns: [${id}, ${x}], enrich: [{ lookup: one, on: id, add: [z] }] }`)).toContain(
      "the lookups go in a circle: one, two, one",
    );
  });

  test("all of it at once, each with its path, message and fix", () => {
    try {
      parseContract(columns("{ name: a, type: x }, { name: b, type: int, pattern: '(' }", "key: [c]"), {
        file: "my.yaml",
      });
      throw new Error("it passed");
    } catch (error) {
      const { issues, message, fix } = error as ContractError;
      expect(issues.map(({ path }) => path)).toEqual([
        ...[
          "datasets.d.columns.a.type",
          "datasets.d.columns.b.pattern",
          "datasets.d.columns.b.pattern",
          "datasets.d.key",
        ],
      ]);
      expect(message.split("\n").every((line) => /^my\.yaml: datasets\.d\.\S+: .+\. .+\.$/.test(line))).toBe(
        true,
      );
      expect(fix).toBe("Correct these 4 lines of my.yaml.");
    }
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
    const quick = RE2JS.compile(`^${fastPattern(shape)}$`);
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
