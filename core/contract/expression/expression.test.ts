// Expressions run for real: what is accepted must be SQL that no row can break and no text can leave.

import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ColumnType } from "../types.ts";
import { duckdbType, parseType } from "../types.ts";
import { columnsOf, ExpressionError, parseExpression, toSql } from "./index.ts";

const columns = new Map<string, ColumnType>(
  Object.entries({
    i: "int",
    b: "bigint",
    d: "double",
    m: "decimal(12,2)",
    w: "decimal(38,30)",
    n: "decimal(38,0)",
    s: "string",
    f: "boolean",
    day: "date",
    at: "timestamp",
    'odd "name"': "string",
    order: "string",
  }).map(([name, type]) => [name, parseType(type) as ColumnType]),
);
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const sqlOf = (text: string): string => toSql(parseExpression(text, columns), quote);

let connection: DuckDBConnection;
let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
  const list = [...columns].map(([name, type]) => `${quote(name)} ${duckdbType(type)}`).join(", ");
  await connection.run(`CREATE TABLE t (${list})`);
  await connection.run(`INSERT INTO t VALUES
    (1, 2, 0.5, 10.25, 1.5, 7, 'abc', true, '2024-01-31', '2024-01-31 13:00:00', 'x', 'o'),
    (2147483647, 9223372036854775807, 1.7e308, 9999999999.99, 99999999.9, ${"9".repeat(38)}, 'é%', false,
      '9999-12-31', '9999-12-31 23:59:59', '', 'o'),
    (-2147483648, -9223372036854775808, 'nan', -9999999999.99, 0, -${"9".repeat(38)}, '', false,
      '0001-01-01', '0001-01-01 00:00:00', '', 'o'),
    (0, 0, 0, 0, 0, 0, '0', true, 'infinity', '-infinity', '', 'o'),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const answers = async (text: string): Promise<unknown[]> =>
  (await connection.runAndReadAll(`SELECT ${sqlOf(text)} FROM t`)).getRows().map((row) => row[0]);
const firstAnswer = async (text: string): Promise<unknown> => (await answers(text))[0];

describe("what it says", () => {
  test.each([
    ["i + 1 = 2", true],
    ["i + b * 2 - 1 = 4", true],
    ["(i + b) * 2 = 6", true],
    ["-i < 0 and not (i > 1)", true],
    ["i = 2 or i = 1 and f", true],
    ["m % 3 = 1.25", true],
    ["7 / b = 3.5", true],
    ["i / 0 = 1", null],
    ["m = 10.250", true],
    ["d + m = 10.75", true],
    ["m between 10 and 11", true],
    ["m not between 10 and 11", false],
    ["s in ('abc', 'd')", true],
    ["i not in (2, 3.5)", true],
    ["s like 'a%' and s not like '%z%'", true],
    ["s is not null", true],
    ["day > date '2024-01-30' and day < timestamp '2024-01-31 00:00:01'", true],
    ["at >= timestamp '2024-01-31T14:00:00+01:00'", true],
    ["day - date '2024-01-01' = 30", true],
    ["day + 1 = date '2024-02-01' and day - i = date '2024-01-30'", true],
    ["year(day) = 2024 and month(at) = 1 and day(day) = 31", true],
    ["length(trim(upper(s))) = 3 and lower(s) = 'abc'", true],
    ["trim('\t\u00a0 x y\u2028\u0085\n') = 'x y'", true],
    ["round(m, 1) = 10.3 and round(m) = 10 and abs(-m) = m", true],
    ["coalesce(i, 0) = 1", true],
    ["f", true],
    ["f != true", false],
    [`"order" = 'o' and "odd ""name""" == 'x'`, true],
    ["s = 'it''s'", false],
    ["1e3 = 1000 and .5 = 0.5 and 5. = 5", true],
    ["NOT f OR TRUE", true],
  ])("%s is %s", async (text, wanted) => {
    expect(await firstAnswer(text)).toBe(wanted);
  });

  test("a row with nulls yields null, which passes", async () => {
    expect((await answers("i > 0 and s = 'a'")).at(-1)).toBeNull();
    expect((await answers("coalesce(i, 0) = 0")).at(-1)).toBe(true);
  });

  test("the widest numbers neither overflow nor end the query", async () => {
    expect(await answers("i + 1 > i")).toEqual([true, true, true, true, null]);
    expect(await answers("b * b >= 0")).toEqual([true, true, true, true, null]);
    expect(await answers("abs(b) >= 0")).toEqual([true, true, true, true, null]);
  });

  test("it knows the columns it reads", () => {
    expect(columnsOf(parseExpression("i > b and (s = 'a' or i in (1, b))", columns))).toEqual([
      "i",
      "b",
      "s",
    ]);
  });
});

describe("what it refuses", () => {
  test.each([
    ["", "it is empty"],
    ["i >", "it ends where a column, a value or a function is needed"],
    ["i > 1 2", '"2" is found where and, or, or the end is needed'],
    ["x > 1", 'no column is named "x"'],
    ["s > 1", "> cannot compare text with a number"],
    ["day > '2024-01-01'", "a date is written date '2024-01-31'"],
    ["day > date '2024-02-30'", "'2024-02-30' is no date"],
    ["i + s > 1", "+ needs two numbers, not a number and text"],
    ["i + 1", "it yields a number, where a condition is needed"],
    ["i and f", "a condition is needed, not a number"],
    ["i = null", "write is null or is not null"],
    ["1 < i < 3", "comparisons do not chain"],
    ["f > true", "true and false have no order"],
    ["s = 'abc", "the ' is never closed"],
    ["s = 'a'; drop table t", '";" has no meaning here'],
    ["i = 1 -- x", 'no column is named "x"'],
    ["i = /* */ 1", '"/" is found where'],
    ["read_csv('x') = 1", 'no function is named "read_csv"'],
    ["i = (select 1)", '"1" is found where'],
    ["i::string = 1", '":" has no meaning here'],
    ["round(m, i) = 1", "round takes a number and, after a comma"],
    ["length(i) = 1", "length takes one text"],
    ["i = 12abc", "a number runs into what follows it"],
    ["i = 1e400", "1e400 is not a number that fits"],
    [`${"(".repeat(200)}f${")".repeat(200)}`, "nests deeper than 100"],
    [`i = ${"1+".repeat(200)}1`, "nests deeper than 100"],
    [`f${" or f".repeat(3000)}`, "more than 10000"],
    ["s = 'a\0b'", "NUL"],
  ])("%#", (text, words) => {
    expect(() => sqlOf(text)).toThrow(ExpressionError);
    expect(() => sqlOf(text)).toThrow(words);
  });
});

describe("on random text", () => {
  const words = [
    ...[
      "i",
      "b",
      "d",
      "m",
      "w",
      "n",
      "s",
      "f",
      "day",
      "at",
      '"order"',
      "null",
      "true",
      "1",
      "2.5",
      "0",
      "1e3",
    ],
    ...["'a'", "'%'", "date '2024-01-01'", "timestamp '2024-01-01 10:00:00'", "9".repeat(30), "0.000000001"],
    ...["+", "-", "*", "/", "%", "=", "<>", "<", ">=", "and", "or", "not", "in", "is", "between", "like"],
    ...["(", ")", ",", "length(", "lower(", "abs(", "round(", "coalesce(", "year("],
  ];

  test("any text is read or refused, and never breaks", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(fc.constantFrom(...words)).map((list) => list.join(" ")),
        ),
        (text) => {
          try {
            sqlOf(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ExpressionError);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  const { truth } = fc.letrec<{ number: string; truth: string }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("i", "b", "d", "m", "w", "n", "1", "2.5", "0", "1e30", "9".repeat(30), "0.000000001"),
      fc
        .tuple(tie("number"), fc.constantFrom("+", "-", "*", "/", "%"), tie("number"))
        .map((p) => `(${p.join(" ")})`),
      fc
        .tuple(fc.constantFrom("abs(", "round(", "-(", "coalesce(null, "), tie("number"))
        .map(([name, one]) => `${name}${one})`),
      fc.constantFrom("day - day", "length(s)", "year(day)", "month(at)"),
    ),
    truth: fc.oneof(
      { maxDepth: 4 },
      fc
        .tuple(tie("number"), fc.constantFrom("=", "<>", "<", "<=", ">", ">="), tie("number"))
        .map((parts) => `${parts.join(" ")}`),
      fc.tuple(tie("number"), tie("number")).map(([one, other]) => `${one} in (${other}, 0)`),
      fc.tuple(tie("number"), tie("number")).map(([one, other]) => `${one} between ${other} and 10`),
      fc.tuple(tie("truth"), fc.constantFrom("and", "or"), tie("truth")).map((p) => `(${p.join(" ")})`),
      tie("truth").map((one) => `not (${one})`),
      tie("number").map((one) => `${one} is null`),
      tie("number").map((one) => `day + round(coalesce(i, 1)) > day or ${one} = 1`),
    ),
  }));

  test("whatever is accepted runs over the widest values without an error", async () => {
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(truth, async (text) => {
        let sql: string;
        try {
          sql = sqlOf(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
          return;
        }
        ran += 1;
        await connection.runAndReadAll(`SELECT ${sql} FROM t`);
      }),
      { numRuns: 400 },
    );
    expect(ran).toBeGreaterThan(200);
  });

  test("text and names come out as they went in, whatever they hold", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (value) => {
        fc.pre(!value.includes("\0") && value.isWellFormed());
        const name = `c${value}`;
        const sql = toSql(
          parseExpression(
            `"${name.replaceAll('"', '""')}" = '${value.replaceAll("'", "''")}'`,
            new Map([[name, { kind: "string" }]]),
          ),
          () => "v",
        );
        const prepared = await connection.prepare(`SELECT ${sql} FROM (SELECT CAST(? AS VARCHAR) AS v)`);
        prepared.bindVarchar(1, value);
        expect((await prepared.runAndReadAll()).getRows()).toEqual([[true]]);
      }),
      { numRuns: 200 },
    );
  });
});
