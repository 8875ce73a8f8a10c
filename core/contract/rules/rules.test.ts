// Each rule once: a contract that breaks it, and the words that say so.
import { describe, expect, test } from "@jest/globals";
import type { ContractError } from "../error.ts";
import { parseContract } from "../parse.ts";
import { columns, head, linesOf } from "../testing/lines.ts";

describe("what is wrong in it", () => {
  test.each<[string, string]>([
    [`${head}  {}`, "datasets: there is no dataset. Write at least one under datasets."],
    [
      "version: 2\nname: acme\ndatasets: { d: { columns: [{ name: a, type: int }] } }",
      "version: expected 1, found 2.",
    ],
    [
      "version: 1\nname: Acme\ndatasets: { d: { columns: [{ name: a, type: int }] } }",
      'name: expected a name of a-z, 0-9 and single -, a letter first and no - last, 28 at most, found "Acme".',
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
      'an unquoted date is read as "2024-01-01T00:00:00Z". Put it in quotes.',
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
      'datasets.d.partition_by: "b" is listed twice.',
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
      'datasets.d.checks.c.expression: character 1: no column is named "b"; there are a. Fix the expression.',
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
      columns("{ name: a, type: int }", "quality: { expect_every: 2 months }"),
      "datasets.d.quality.expect_every: expected a time from '5 minutes' to '7 days', found \"2 months\".",
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
      expect(
        message.split("\n").every((line) => /^my\.yaml:4:\d+: datasets\.d\.\S+: .+\. .+\.$/.test(line)),
      ).toBe(true);
      expect(fix).toBe("Correct these 4 faults in my.yaml.");
    }
  });
});
