// Blanks at the end of texts in comparisons, wherever they stand (AWS's guide, "Character types").
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  await warehouse.ok("create table t (id int, s varchar(10), k varchar(10))");
  await warehouse.ok("create table u (s varchar(10), n int, v varchar(10))");
});
beforeEach(async () => {
  await warehouse.ok("delete from t");
  await warehouse.ok("delete from u");
  await warehouse.ok(
    "insert into t values (1, 'a', 'x'), (2, 'a  ', 'x'), (3, 'b', 'y'), (4, 'b ', 'y'), (5, null, 'y')",
  );
  await warehouse.ok("insert into u values ('a ', 1, 'one'), ('c', 2, 'two')");
});
afterAll(() => warehouse.close());

const rows = async (sql: string): Promise<unknown[][]> => (await warehouse.ok(sql)).rows;

describe("queries", () => {
  test.each<[string, unknown[][]]>([
    ["select max(s) = 'b', min(s) in ('a   ', 'x'), max(id) = 5 from t", [[true, true, true]]],
    ["select k from t group by k having upper(max(s)) = 'B'", [["y"]]],
    ["select id from t where (select max(s) from u where n = 1) = s order by id", [[1], [2]]],
    ["select id from t where exists (select 1 from u where u.s = t.s) order by id", [[1], [2]]],
    ["select id from t where exists (select 1 from u where upper(u.s) = upper(t.s)) order by id", [[1], [2]]],
    [
      "select id, lag(s) over (order by id) = 'a' from t where id < 4 order by id",
      [
        [1, null],
        [2, true],
        [3, true],
      ],
    ],
    ["select id, upper(s) as big from t where big = 'A' and id > 1", [[2, "A  "]]],
    [
      "select id, upper(s) big, case when big = 'A' then 1 end as c from t where c = 1 order by id",
      [
        [1, "A", 1],
        [2, "A  ", 1],
      ],
    ],
    ["select id from t where (s, k) = ('a', 'x ') order by id", [[1], [2]]],
    ["select id from t where (s, k) <> ('a', 'x') order by id", [[3], [4], [5]]],
    ["select id from t where (s, k) in (('a', 'x '), ('b', 'z')) order by id", [[1], [2]]],
    ["select (1, null) = (1, null), (1, null) = (2, null), (1, 2) in ((1, null))", [[null, false, null]]],
    ["select id from t where s in ('q', k, lower('A')) order by id", [[1], [2]]],
    ["select id from t where (s) = 'a' or k || 'z' = 'yz ' order by id", [[1], [2], [3], [4], [5]]],
    ["select id from t where left(s, id - 0) = 'a' order by id", [[1], [2]]],
    ["select id from t where s is not distinct from 'b' order by id", [[3], [4]]],
    [
      "select case s when 'a' then 1 when 'b ' then 2 else 3 end from t order by id",
      [[1], [1], [2], [2], [3]],
    ],
    [
      "select case id when 1 then 'one' when 1 + 1 then 'two' end from t order by id limit 2",
      [["one"], ["two"]],
    ],
    [
      "select nullif(s, 'a'), nullif('  ', ''), nullif(id, 1) from t where id < 3 order by id",
      [
        [null, null, null],
        [null, null, 2],
      ],
    ],
    [
      "select decode(s, 'a ', 1, null, 9, 0), decode(id, 1, 'x') from t order by id",
      [
        [1, "x"],
        [1, null],
        [0, null],
        [0, null],
        [9, null],
      ],
    ],
    [
      "select date '2020-01-01' = '2020-01-01', 1 = '1', 1.50 = '1.5', true = 't'",
      [[true, true, true, true]],
    ],
    ["select id from t natural join (select 7 as n) where id < 3 order by id", [[1], [2]]],
  ])("%s", async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected);
  });

  test("rows are not ordered", async () => {
    expect(await warehouse.errorOf("select (1, 2) < (1, 3)")).toContain(
      "is not available in the local Redshift",
    );
  });

  test("names that stand for each other may be many", async () => {
    const chain = Array.from(
      { length: 12 },
      (_, i) => `case when c${i} = 'a' then 'b' else 'a ' end as c${i + 1}`,
    );
    const sql = `select s as c0, ${chain.join(", ")} from t where id = 2`;
    expect((await rows(sql))[0]?.slice(0, 4)).toEqual(["a  ", "b", "a ", "b"]);
  });
});

describe("statements that write", () => {
  const state = (): Promise<unknown[][]> => rows("select id, s, k from t order by id");

  test.each<[string, string, unknown]>([
    ["UPDATE", "update t set k = 'z' where s = 'a'", [["z"], ["z"], ["y"], ["y"], ["y"]]],
    [
      "a query's rows",
      "update t set k = 'z' where s in (select s from u)",
      [["z"], ["z"], ["y"], ["y"], ["y"]],
    ],
    ["CASE", "update t set k = case when s = 'b' then 'w' else k end", [["x"], ["x"], ["w"], ["w"], ["y"]]],
    ["a join", "update t set k = u.v from u where t.s = u.s", [["one"], ["one"], ["y"], ["y"], ["y"]]],
    [
      "an alias, a query and a default",
      "update t as q set k = u.v || 'w', s = default from u where q.id = u.n and exists (select 1 from u v where v.s = 'a')",
      [["onew"], ["twow"], ["y"], ["y"], ["y"]],
    ],
    [
      "a value's query",
      "update t set k = (select max(v) from u where u.s = t.s) where id < 4",
      [["one"], ["one"], [null], ["y"], ["y"]],
    ],
    [
      "tables of WITH",
      "with c as (select s, count(*) as n from t group by s) update t set k = (select max(n) from c)",
      Array(5).fill(["2"]),
    ],
  ])("%s", async (_, sql, expected) => {
    await warehouse.ok(sql);
    expect((await state()).map(([, , k]) => [k])).toEqual(expected);
  });

  test.each([
    "delete from t where s in (select s from u)",
    "delete from t using u where t.s = u.s",
    "delete from t where exists (select 1 from u where u.s = t.s)",
    "delete from t using u join u v using (s) where t.s = u.s",
    "with d as (select s from u) delete from t where s in (select s from d)",
  ])("%s", async (sql) => {
    expect((await warehouse.ok(sql)).written).toBe(2);
    expect((await state()).map(([id]) => id)).toEqual([3, 4, 5]);
  });

  test("MERGE, of a table, a view and a query", async () => {
    await warehouse.ok("create table target (s varchar(10), v varchar(10))");
    const merged = async (source: string): Promise<unknown[][]> => {
      await warehouse.ok("delete from target");
      await warehouse.ok("insert into target values ('a', 'old'), ('b', 'old')");
      await warehouse.ok(
        `merge into target using ${source} on target.s = m.s when matched then update set v = m.v || '!' when not matched then insert values (m.s, m.v)`,
      );
      return rows("select * from target order by s");
    };
    const expected = [
      ["a", "one!"],
      ["b", "old"],
      ["c", "two"],
    ];
    await warehouse.ok(
      "create or replace view merging as select s, max(v) as v from (select * from u union all select 'a', 0, 'no') group by s",
    );
    expect(await merged("u as m")).toEqual(expected);
    expect(await merged("merging m")).toEqual(expected);
    expect(
      await merged(
        "(select s, max(v) as v from (select * from u union all select 'a', 0, 'no') group by s) m",
      ),
    ).toEqual(expected);
    const asks =
      "merge into target using u on target.s = u.s when matched then update set v = (select 'x') when not matched then insert values (u.s, u.v)";
    expect(await warehouse.errorOf(asks)).toContain("are not available in the local Redshift");
  });

  test("outer joins of UPDATE are refused", async () => {
    expect(
      await warehouse.errorOf("update t set k = u.v from u left join u w on u.n = w.n where u.s = t.s"),
    ).toContain("Target table must be part of an equijoin predicate");
  });
});
