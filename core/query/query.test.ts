// Questions about rows as SQL: no text of a caller becomes a part of the statement.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { querySchema } from "../contract/api/schema.ts";
import type { ColumnType } from "../contract/types.ts";
import { athenaQuery } from "./athena.ts";
import { type Condition, OPERATORS, readCondition } from "./filter.ts";
import { namedQuery } from "./named.ts";
import { impliedConditions } from "./partitions.ts";
import { selectQuery } from "./select.ts";
import { cell } from "./values.ts";

const COLUMNS = new Map<string, ColumnType>([
  ["name", { kind: "string" }],
  ["amount", { kind: "decimal", precision: 12, scale: 2 }],
  ["n", { kind: "bigint" }],
  ["ratio", { kind: "double" }],
  ["open", { kind: "boolean" }],
  ["day", { kind: "date" }],
  ["at", { kind: "timestamp" }],
]);

const read = (text: string): Condition => {
  const condition = readCondition(text, COLUMNS);
  if ("wrong" in condition) throw new Error(condition.wrong);
  return condition;
};
const select = (...where: string[]) =>
  athenaQuery(
    selectQuery({
      from: ["lake", "orders"],
      columns: ["name", "amount"],
      where: where.map(read),
      order: [{ column: "amount", descending: true }],
      limit: 10,
    }),
  );

describe("conditions", () => {
  test("become SQL with parameters, each a literal of its type", () => {
    const { QueryString, ExecutionParameters } = select(
      "name.eq.O'Brien",
      "amount.gte.10.5",
      'name.in.["a","b\'; DROP TABLE x; --"]',
      "name.starts_with.50%_",
      "day.lt.2024-03-01",
      "at.gte.2024-01-01T10:00:00+02:00",
      "open.eq.true",
      "n.ne.-9223372036854775808",
      "ratio.is_null",
    );
    expect(QueryString).toBe(
      'SELECT "name", "amount" FROM "lake"."orders" WHERE "name" = ? AND "amount" >= ? AND "name" IN (?, ?) AND ' +
        'substr("name", 1, 4) = ? AND "day" < ? AND "at" >= ? AND "open" = ? AND "n" <> ? AND "ratio" IS NULL ' +
        'ORDER BY "amount" DESC NULLS LAST LIMIT 10',
    );
    expect(ExecutionParameters).toEqual([
      "'O''Brien'",
      "10.5",
      "'a'",
      "'b''; DROP TABLE x; --'",
      "'50%_'",
      "DATE '2024-03-01'",
      "TIMESTAMP '2024-01-01 08:00:00'",
      "true",
      "-9223372036854775808",
    ]);
  });

  test.each([
    ["amount", "expected COLUMN.OPERATOR.VALUE"],
    ["amount.like.5", "expected COLUMN.OPERATOR.VALUE"],
    ["nope.eq.5", "there is no column nope"],
    ["amount.eq", "eq takes a value"],
    ["amount.is_null.x", "is_null takes no value"],
    ["amount.eq.5 or 1=1", "expected a number of decimal(12,2)"],
    ["amount.eq.1.234", "expected a number of decimal(12,2)"],
    ["day.eq.2024-02-30", "expected a date"],
    ["open.eq.yes", "expected true or false"],
    ["n.starts_with.1", "starts_with is for columns of text"],
    ["name.in.a,b", "in takes a JSON list"],
    ["name.in.[]", "in takes a JSON list"],
    ["name.in.[[1]]", "in takes a JSON list"],
    ["name.eq.a\0b", "expected a text without NUL"],
    [`name.eq.${"x".repeat(1001)}`, "a value has 1000 characters at most"],
  ])("%j is refused: %s", (text, wrong) => {
    expect(readCondition(text, COLUMNS)).toEqual({ wrong: expect.stringContaining(wrong) });
  });

  test("whatever is sent, the statement has only names of the contract, and literals are closed", () => {
    const operator = fc.constantFrom(...OPERATORS);
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("' OR '1'='1", "''", "\\'", "1); DROP TABLE x --", '["a"]'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...COLUMNS.keys(), 'x"; --'), operator, value, (column, op, text) => {
        const condition = readCondition(`${column}.${op}.${text}`, COLUMNS);
        if ("wrong" in condition) return;
        const query = selectQuery({
          from: ["lake", "t"],
          columns: ["name"],
          where: [condition],
          order: [],
          limit: 1,
        });
        const { QueryString, ExecutionParameters } = athenaQuery(query);
        expect(QueryString).toMatch(
          /^SELECT "name" FROM "lake"\."t" WHERE (substr\()?"[a-z]+"(, 1, \d+\))?( (=|<>|<|<=|>|>=)| IN| IS( NOT)? NULL) ?(\?|\(\?(, \?)*\))? LIMIT 1$/,
        );
        for (const literal of ExecutionParameters)
          expect(literal).toMatch(/^(-?\d+(\.\d+)?|true|false|(DATE |TIMESTAMP )?'([^']|'')*')$/s);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("conditions on partitions", () => {
  const implied = (partitionBy: string[], ...texts: string[]) =>
    impliedConditions(texts.map(read), partitionBy).map(
      ({ column, operator, values }) => `${column} ${operator} ${values.join()}`,
    );

  test("follow from those on the columns that partitions are made of", () => {
    expect(implied(["day(at)"], "at.gt.2024-03-05T23:30:00Z", "at.lt.2024-04-01")).toEqual([
      "at_day gte 2024-03-05",
      "at_day lte 2024-04-01",
    ]);
    expect(implied(["month(day)", "name"], "day.eq.2024-03-05", "name.eq.x")).toEqual([
      "day_month eq 2024-03",
    ]);
    expect(implied(["hour(at)"], "at.eq.2024-03-05T07:59:59Z")).toEqual(["at_hour eq 2024-03-05-07"]);
    expect(implied(["year(at)"], 'at.in.["2024-03-05","2024-05-01","2023-01-01"]')).toEqual([
      "at_year in 2024,2023",
    ]);
    expect(implied(["year(at)"], "at.ne.2024-03-05", "at.is_null", "n.eq.1")).toEqual([]);
  });
});

describe("named queries", () => {
  const query = querySchema.parse({
    sql: "select ':day', x::int from t where d = :day and (a >= :least or e = :day) -- :day",
    parameters: { day: "date", least: "decimal(5,2)" },
  });

  test("take each parameter wherever it stands, and nothing else", () => {
    const named = namedQuery(query, { day: "2024-01-31", least: 1.5 });
    if ("wrong" in named) throw new Error("it is right");
    expect(athenaQuery(named)).toEqual({
      QueryString: "select ':day', x::int from t where d = ? and (a >= ? or e = ?) -- :day",
      ExecutionParameters: ["DATE '2024-01-31'", "1.5", "DATE '2024-01-31'"],
    });
  });

  test("refuse values that lack, are of another type, or are nobody's", () => {
    expect(namedQuery(query, { day: 5, other: "x", __proto__: 1 } as never)).toEqual({
      wrong: [
        { name: "other", wrong: "the query has no such parameter" },
        { name: "day", wrong: "expected a date, YYYY-MM-DD" },
        { name: "least", wrong: "expected a number of decimal(5,2)" },
      ],
    });
  });
});

test("cells are JSON's own where JSON holds them, and text where it does not", () => {
  expect([
    cell("5", "integer"),
    cell("9223372036854775807", "bigint"),
    cell("1.50", "decimal(3,2)"),
    cell("NaN", "double"),
    cell("1.0E10", "double"),
    cell("true", "boolean"),
    cell("2024-01-15 08:30:00.000", "timestamp"),
    cell("2024-01-15", "date"),
    cell("", "varchar"),
    cell(null, "varchar"),
  ]).toEqual([
    5,
    "9223372036854775807",
    "1.50",
    "NaN",
    1e10,
    true,
    "2024-01-15T08:30:00.000Z",
    "2024-01-15",
    "",
    null,
  ]);
});
