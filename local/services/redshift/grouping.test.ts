import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  await warehouse.ok("create table t (id int, s varchar(10), k varchar(10), d super)");
  await warehouse.ok(
    `insert into t values (1, 'a', 'x', json_parse('1')), (2, 'a  ', 'x', json_parse('1.0')), (3, 'b', 'y', json_parse('{"a":1,"b":2}')), (4, 'b ', 'y', json_parse('{"b":2,"a":1}')), (5, null, 'y', null)`,
  );
  await warehouse.ok("create table u (s varchar(10))");
  await warehouse.ok("insert into u values ('a '), ('c')");
});
afterAll(() => warehouse.close());

const rows = async (sql: string): Promise<unknown[][]> => (await warehouse.ok(sql)).rows;

describe("blanks at the end of a text say nothing", () => {
  test.each<[string, unknown[][]]>([
    [
      "select rtrim(s), count(*) from t group by s order by 1",
      [
        ["a", 2],
        ["b", 2],
        [null, 1],
      ],
    ],
    ["select count(*) from (select s from t group by 1)", [[3]]],
    [
      "select rtrim(t.s) as s, count(*) as n from t group by t.s having count(*) > 1 order by s",
      [
        ["a", 2],
        ["b", 2],
      ],
    ],
    [
      "select upper(s) as big, sum(id) from t where s is not null group by big order by 2",
      [
        ["A", 3],
        ["B", 7],
      ].map(([big, n]) => [expect.stringMatching(`^${big} *$`), n]),
    ],
    [
      "select k, count(*) from (select s, k, count(*) as n from t group by rollup (s, k)) group by k order by k",
      [
        ["x", 1],
        ["y", 2],
        [null, 4],
      ],
    ],
    [
      "select grouping(s), count(*) from t group by rollup (s) order by 1, 2",
      [
        [0, 1],
        [0, 2],
        [0, 2],
        [1, 5],
      ],
    ],
    ["select count(distinct s) from t", [[2]]],
    ["select count(*) from (select distinct s from t)", [[3]]],
    ["select count(*) from (select distinct * from (select s, k from t))", [[3]]],
    ["select count(*) from (select s from t union select s from u)", [[4]]],
    ["select count(*) from (select s from t union all select s from u)", [[7]]],
    [
      "select id, count(*) over (partition by s) from t where id < 5 order by id",
      [
        [1, 2],
        [2, 2],
        [3, 2],
        [4, 2],
      ],
    ],
    [
      "select id, dense_rank() over (order by s) from t where id < 5 order by id",
      [
        [1, 1],
        [2, 1],
        [3, 2],
        [4, 2],
      ],
    ],
    ["select id from t where id < 5 order by s, id desc", [[2], [1], [4], [3]]],
    ["select id from t where s in (select s from u) order by id", [[1], [2]]],
    ["select id from t where s between 'a' and 'a' order by id", [[1], [2]]],
    ["select id from t where s not between 'a ' and 'a' order by id", [[3], [4]]],
    ["select t.id from t join u on t.s = u.s order by 1", [[1], [2]]],
    ["with g as (select s, count(*) as n from t group by s) select n from g where s = 'a'", [[2]]],
    ["select listagg(distinct s, ',') within group (order by s) from t", [["a,b"]]],
    ["select rtrim(s) from (select s from t intersect select s from u)", [["a"]]],
    ["select rtrim(s) from (select s from t except select s from u) order by 1", [["b"], [null]]],
    ["(select s from t where id = 1 limit 1) intersect select s from u", [["a"]]],
    ["with c as (select s from u) select id from t where s in (select s from c) order by id", [[1], [2]]],
    ["select id from t where (s, k) in (select s, 'x ' from u) order by id", [[1], [2]]],
    ["select id from t where s = any (select s from u) order by id", [[1], [2]]],
    ["select id from t where s <> all (select s from u) order by id", [[3], [4]]],
    ["select id from t where s in (select u.s from u where length(u.s) > t.id) order by id", [[1]]],
    [
      "select t.id from t join u on t.s in (select s from u where s < 'b') and u.s = 'c' order by id",
      [[1], [2]],
    ],
  ])("%s", async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected);
  });

  test.each<[string, unknown[][]]>([
    [
      "select id, u.s || '|' from t join u using (s) order by id",
      [
        [1, "a |"],
        [2, "a |"],
      ],
    ],
    ["select s || '|' from t right join u using (s) order by 1", [["a |"], ["a |"], ["c|"]]],
    [
      "select rtrim(s), count(*) from t full join u using (s) group by s order by 1",
      [
        ["a", 2],
        ["b", 2],
        ["c", 1],
        [null, 1],
      ],
    ],
    ["select id from t natural join u order by s, id desc", [[2], [1]]],
    ["select s, id from t left join u using (s) join (select 3 as id, 'b' as s) using (id, s)", [["b", 3]]],
  ])("%s", async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected);
  });

  test.each<[string, unknown[], string]>([
    ["select * from t join u using (s) where id = 1", ["a", 1, "x", "1"], "s id k d"],
    ["select * from t join (select 'x' as z, 1 as id) using (id)", [1, "a", "x", "1", "x"], "id s k d z"],
    ["select * from (select 'x' as z, 1 as id) natural join t", [1, "x", "a", "x", "1"], "id z s k d"],
  ])("%s begins with what is joined", async (sql, expected, names) => {
    const ran = await warehouse.ok(sql);
    expect(ran.rows).toEqual([expected]);
    expect(ran.columns.map((column) => column.split(":")[0]).join(" ")).toBe(names);
  });

  test("a name is a column's in GROUP BY, and one of the select list's in ORDER BY", async () => {
    const data = "from (select 'b' as x, 1 as n union all select 'B', 2 union all select 'a', 3)";
    expect(await rows(`select upper(x) as x, count(*) ${data} group by x order by x`)).toEqual([
      ["A", 1],
      ["B", 1],
      ["B", 1],
    ]);
    expect(await rows(`select -n as n ${data} order by n`)).toEqual([[-3], [-2], [-1]]);
  });

  test("what is known of a table's blanks is forgotten when it is written", async () => {
    await warehouse.ok("create table v (s varchar(10))");
    await warehouse.ok("insert into v values ('a'), ('a')");
    expect(await rows("select count(*) from v group by s")).toEqual([[2]]);
    await warehouse.ok("insert into v values ('a ')");
    expect(await rows("select count(*) from v group by s")).toEqual([[3]]);
    const session = await warehouse.session("begin");
    await warehouse.ok("update v set s = 'b '", {}, session);
    await warehouse.ok("insert into v values ('b')", {}, session);
    expect((await warehouse.ok("select count(*) from v group by s", {}, session)).rows).toEqual([[4]]);
  });
});

test("a SUPER is sorted by its value, and looked up among texts and numbers", async () => {
  expect(await rows("select id from (select id, d from t order by d limit 3) order by id")).toEqual([
    [1],
    [2],
    [3],
  ]);
  expect(await rows("select id, dense_rank() over (order by d) from t where id < 4 order by 1")).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
  ]);
  expect(await rows("select id from t where d in (select 1) order by id")).toEqual([[1], [2]]);
  expect(await rows("select id from t where id in (select d from t where id = 2)")).toEqual([[1]]);
});

test("a SUPER is grouped by its value", async () => {
  expect(await rows("select count(*) as n from t where d is not null group by d order by n")).toEqual([
    [2],
    [2],
  ]);
  expect(await rows("select count(*) from (select distinct d from t)")).toEqual([[3]]);
  expect(await rows("select count(distinct d) from t")).toEqual([[2]]);
});
