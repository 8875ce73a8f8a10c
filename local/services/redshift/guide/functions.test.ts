// Cases by the pages of AWS's developer guide, in our own words: an expression, its value, and where the page tells it,
// its type. Texts that begin with ERROR are what the error says.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../../testing/redshift.ts";
import { CASES } from "./cases/index.ts";
import type { Case } from "./cases/pages.ts";

const PAGES: [page: string, cases: readonly Case[]][] = CASES.flatMap((pages) => Object.entries(pages));

let warehouse: TestWarehouse;
let session: string;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  session = await warehouse.session("select 1");
});
afterAll(() => warehouse.close());

const isError = ([, value]: Case): boolean => typeof value === "string" && value.startsWith("ERROR: ");
/** Expressions that are a query of their own. */
const isQuery = ([expression]: Case): boolean => / from \(/.test(expression);

describe.each(PAGES)("%s", (_, cases) => {
  const together = cases.filter((one) => !isError(one) && !isQuery(one));
  const alone = cases.filter((one) => !isError(one) && isQuery(one));

  test("values and types", async () => {
    const statements = [together, ...alone.map((one) => [one])].filter((list) => list.length > 0);
    for (const list of statements) {
      const ran = await warehouse.ok(
        `select ${list.map(([expression]) => expression).join(", ")}`,
        {},
        session,
      );
      const got = list.map(([expression, , type], i) => [
        expression,
        ran.rows[0]?.[i],
        ...(type ? [ran.types[i]?.replace(/\(.*/, "")] : []),
      ]);
      expect(got).toEqual(list);
    }
  });

  const errors = cases.filter(isError);
  if (errors.length > 0) {
    test.each(errors)("%s", async (expression, words) => {
      expect(await warehouse.errorOf(`select ${expression}`, session)).toContain(String(words).slice(7));
    });
  }
});

describe("unnesting and unpivoting", () => {
  const rows = async (sql: string): Promise<unknown[][]> => (await warehouse.ok(sql, {}, session)).rows;

  test.each([
    [
      "select index, element from bar as b, b.data.list as element at index order by 1",
      [
        [0, "1"],
        [1, "2.3"],
      ],
    ],
    [
      "select v, a from bar as b, unpivot b.data.o as v at a order by a",
      [
        ["1", "x"],
        ['"z"', "y"],
      ],
    ],
    ["with c as (select data from bar) select x from c, c.data.list as x order by x", [["1"], ["2.3"]]],
    ["select x from (select data from bar) d, d.data.list x order by x", [["1"], ["2.3"]]],
    [
      "select array, element from bar b, b.data.deep as array, array as element order by 2",
      [
        ["[1,2]", "1"],
        ["[1,2]", "2"],
      ],
    ],
    ["select data.o.x::int + 1, data.o.y from bar where data.o.y = 'z'", [[2, '"z"']]],
    ["select count(*) from bar b, b.data.nope as x", [[0]]],
  ])("%s", async (sql, expected) => {
    await warehouse.ok("drop table if exists bar", {}, session);
    await warehouse.ok(
      `create table bar as select json_parse('{"list": [1, 2.3], "o": {"x": 1, "y": "z"}, "deep": [[1, 2]]}') as data`,
      {},
      session,
    );
    expect(await rows(sql)).toEqual(expected);
  });

  test("a SUPER in LIKE, IN, INSERT, and with a sign", async () => {
    await warehouse.ok("create table supers (s super, v varchar(10), n int, d date, c char(5))", {}, session);
    await warehouse.ok(
      `insert into supers values (json_parse('{"k": "x", "n": 10}'), 'a', 1, '20240131', 'ab  ')`,
      {},
      session,
    );
    await rows("insert into supers (v, n) select s.k, s.n from supers");
    expect(await rows("select v, n from supers where s is null")).toEqual([["x", 10]]);
    const computed =
      "select s.k like 'x%', s.k in ('x', 'y'), s.k not in ('z'), -s.n, s.n::int % 3, d, len(c) from supers where s.n > 9";
    const ran = await warehouse.ok(computed, {}, session);
    expect(ran.rows).toEqual([[true, true, true, "-10", 1, "2024-01-31", 2]]);
    expect(ran.columns[3]).toBe("?column?:super");
    const lists =
      "select s.n in (10, 'x'), s.k in (1, 'x'), s.n not in (1, 2), s.k in (1), n in (1, 2), v in ('a ') from supers where s is not null";
    expect(await rows(lists)).toEqual([[true, true, true, false, true, true]]);
    expect(await warehouse.errorOf("select coalesce(s.k, 'none') from supers", session)).toContain(
      "cast the SUPER",
    );
  });

  test("a SUPER is sorted by type and value, and is text where a text column gets it", async () => {
    await warehouse.ok("create table sorted (id int, v super, s varchar(20), c char(4))", {}, session);
    for (const [i, json] of ["10", "9", '"b"', "true", "[1]", '{"k":"x"}'].entries())
      await warehouse.ok(
        `insert into sorted (id, v, c) select ${i}, json_parse('${json}'), 'ab'`,
        {},
        session,
      );
    const order = [[3], [1], [0], [2], [4], [5]];
    expect(await rows("select id from sorted order by v")).toEqual(order);
    expect(await rows("select id from (select id, v as w from sorted) t order by t.w desc")).toEqual(
      order.toReversed(),
    );
    await rows("update sorted set s = v.k where id = 5");
    await rows("update sorted set s = v where id = 2");
    expect(await rows("select s from sorted where s is not null order by s")).toEqual([["b"], ["x"]]);
    const padded = await warehouse.ok("select c, len(c), c || '!', * from sorted where id = 0", {}, session);
    expect(padded.rows[0]?.slice(0, 3)).toEqual(["ab  ", 2, "ab!"]);
    expect(padded.columns.filter((name) => name === "c:bpchar")).toHaveLength(2);
  });

  test("a common table expression before UPDATE and DELETE", async () => {
    await warehouse.ok(
      "create table changed as select 1 as id, 'a' as v union all select 2, 'b'",
      {},
      session,
    );
    await rows("with w as (select 1 as id) update changed set v = 'x' where id in (select id from w)");
    await rows("with w as (select 2 as id) delete from changed where id in (select id from w)");
    expect(await rows("select id, v from changed")).toEqual([[1, "x"]]);
  });

  test("words that stand for a moment make a view that can be read", async () => {
    await warehouse.ok("create view moments as select current_date, current_timestamp, sysdate", {}, session);
    const { columns } = await warehouse.ok("select * from moments", {}, session);
    expect(columns).toEqual(["date:date", "timestamptz:timestamptz", "timestamp:timestamp"]);
  });

  test("current_schema() follows the search path", async () => {
    await warehouse.ok("create schema sales", {}, session);
    await warehouse.ok("set search_path to nowhere, sales, public", {}, session);
    expect(await rows("select current_schema()")).toEqual([["sales"]]);
    await warehouse.ok("reset search_path", {}, session);
    expect(await rows("select current_schema()")).toEqual([["public"]]);
  });
});
