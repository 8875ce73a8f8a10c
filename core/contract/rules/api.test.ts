// The `api` block: what passes, and what is said of names that are not there and of queries' parameters.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { hasPositional, parametersIn, piecesOf } from "../api/placeholders.ts";
import { parseContract } from "../parse.ts";
import { file, head, linesOf } from "../testing/lines.ts";

const DATASETS = `${head}  orders: { columns: [{ name: order_id, type: bigint }] }
  customers:
    columns: [{ name: id, type: bigint }, { name: phone, type: string, tokenize: ff1 }]
  visits: { columns: [{ name: id, type: bigint }, { name: email, type: string, tokenize: hmac }] }
`;
const TOPICS = `deliver:
  new_orders: { datasets: [orders] }
  in_order: { datasets: [orders], fifo: true }
`;
const withApi = (text: string): string => `${DATASETS}api:\n${text}`;

describe("the api block", () => {
  test("is empty by default, and has its defaults", () => {
    expect(parseContract(DATASETS, { file }).api).toEqual({ groups: {}, queries: {} });
    const { api } = parseContract(
      withApi(`  groups: { data-analysts: { read: [orders, a_model], detokenize: [customers], tokenize: [visits] } }
  queries: { one: { sql: 'select :x', parameters: { x: 'decimal(5,2)' } } }
`),
      { file },
    );
    expect(api.groups["data-analysts"]).toMatchObject({ read: ["orders", "a_model"], sql: [], queries: [] });
    expect(api.queries.one).toEqual({
      engine: "athena",
      sql: "select :x",
      models: [],
      parameters: { x: "decimal(5,2)" },
    });
  });

  test.each([
    ["groups: { a: { raed: [orders] } }", "api.groups.a.raed: unknown key", "Did you mean read?"],
    ["groups: { A b: {} }", "api.groups.A b: expected a name"],
    ["groups: { a: { sql: [athna] } }", "api.groups.a.sql.0: unknown value", "Did you mean athena?"],
    ["groups: { a: { records: [ordesr] } }", "api.groups.a.records: no dataset", "Did you mean orders?"],
    ["groups: { a: { records: [orders, orders] } }", 'api.groups.a.records: "orders" is listed twice'],
    ["groups: { a: { queries: [x] } }", "api.groups.a.queries: no query", "Write it under api.queries."],
    ["groups: { a: { tokenize: [orders] } }", 'api.groups.a.tokenize: no column of "orders" is tokenized'],
    ["groups: { a: { detokenize: [visits] } }", "api.groups.a.detokenize: no column", "tokenize: vault"],
    ["queries: { q: { engine: spark, sql: x } }", "api.queries.q.engine: unknown value"],
    ["queries: { q: { engine: athena } }", "api.queries.q.sql: missing"],
    ["queries: { q: { sql: x, models: [m] } }", "api.queries.q.models: the engine is athena", "redshift"],
    ["queries: { q: { sql: 'x = :day' } }", "api.queries.q.sql: :day has no type", "day: string"],
    ["queries: { q: { sql: 'x = ?' } }", "api.queries.q.sql: a ? has no name"],
    ["queries: { q: { sql: 'x', parameters: { x: int } } }", "api.queries.q.parameters.x: the query's text"],
    [
      "queries: { q: { sql: ':x', parameters: { x: integer } } }",
      "api.queries.q.parameters.x: unknown type",
      "Did you mean int?",
    ],
  ])("%s is told", (text, ...parts) => {
    const lines = linesOf(withApi(`  ${text}\n`));
    expect(lines).toHaveLength(1);
    for (const part of parts) expect(lines[0]).toContain(part);
  });

  test.each([
    [
      "new_order",
      'no topic is named "new_order"',
      "Did you mean new_orders?",
      "one of: new_orders, in_order",
    ],
    ["in_order", '"in_order" is a FIFO topic', "without fifo"],
  ])("a subscription to %s is told", (topic, ...parts) => {
    const lines = linesOf(`${withApi(`  groups: { a: { subscriptions: [${topic}] } }\n`)}${TOPICS}`);
    expect(lines).toHaveLength(1);
    for (const part of ["api.groups.a.subscriptions: ", ...parts]) expect(lines[0]).toContain(part);
  });

  test("subscriptions to topics that deliver to anybody pass", () => {
    expect(linesOf(`${withApi("  groups: { a: { subscriptions: [new_orders] } }\n")}${TOPICS}`)).toEqual([]);
    expect(linesOf(withApi("  groups: { a: { subscriptions: [x] } }\n"))).toEqual([
      expect.stringContaining("Write it under deliver."),
    ]);
  });

  test("a contract with other faults tells of these too", () => {
    const lines = linesOf("version: 2\nname: acme\ndatasets: {}\napi: { groups: { a: { queries: [x] } } }\n");
    expect(lines.some((line) => line.includes("api.groups.a.queries"))).toBe(true);
  });
});

describe("a query's parameters", () => {
  test("are found outside of quotes, comments and casts", () => {
    const sql = `select ':a', ":b", x::date, "o""q:c", 'it''s :d' -- :e ?
      /* :f ? */ from t where y = :g and z=:h and w[1:2] = :g and q = a:i`;
    expect(parametersIn(sql)).toEqual(["g", "h"]);
    expect(hasPositional(sql)).toBe(false);
    expect(hasPositional("select '?' || ?")).toBe(true);
  });

  test("the pieces are the text again", () => {
    const parts = fc.constantFrom(
      "'a:b'",
      ":x",
      "::int",
      " ",
      "--:c\n",
      "/*:d*/",
      '"e:f"',
      "y",
      ",",
      "'",
      ":",
    );
    fc.assert(
      fc.property(fc.array(parts), (list) => {
        const sql = list.join("");
        const again = piecesOf(sql).map((piece) =>
          typeof piece === "string" ? piece : `:${piece.parameter}`,
        );
        expect(again.join("")).toBe(sql);
      }),
    );
  });
});
