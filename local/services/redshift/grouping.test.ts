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
  ])("%s", async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected);
  });

  test.each(["intersect", "except"])("%s of such texts is refused", async (operator) => {
    const error = await warehouse.errorOf(`select s from t ${operator} select s from u`);
    expect(error).toContain("are not available in the local Redshift: write rtrim(x)");
    expect((await rows(`select rtrim(s) from t ${operator} select rtrim(s) from u`)).length).toBeGreaterThan(
      0,
    );
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

test("a SUPER is grouped by its value", async () => {
  expect(await rows("select count(*) as n from t where d is not null group by d order by n")).toEqual([
    [2],
    [2],
  ]);
  expect(await rows("select count(*) from (select distinct d from t)")).toEqual([[3]]);
  expect(await rows("select count(distinct d) from t")).toEqual([[2]]);
});
