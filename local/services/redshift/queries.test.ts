import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  await warehouse.ok("create table swap as select 1 as x");
  await warehouse.ok("create table target (id int)");
});
afterAll(() => warehouse.close());

describe("values and their types", () => {
  test("every type comes as the Data API gives it", async () => {
    const { rows, columns } = await warehouse.ok(
      "select 1::smallint, 2, 3000000000, 1.50::decimal(10,2), 99999999999999999999999999999999999999::decimal(38,0), 1.5::float8, true, date '2024-01-01', timestamp '2024-01-01 10:00:00.5', 'x', null::int, json_parse('{\"a\":[1]}'), 'NaN'::float8",
    );
    expect(columns.map((column) => column.split(":")[1])).toEqual(
      "int2 int4 int8 numeric numeric float8 bool date timestamp varchar int4 super float8".split(" "),
    );
    expect(rows[0]).toEqual([
      1,
      2,
      3000000000,
      "1.50",
      "99999999999999999999999999999999999999",
      1.5,
      true,
      "2024-01-01",
      "2024-01-01 10:00:00.5",
      "x",
      null,
      '{"a":[1]}',
      Number.NaN,
    ]);
  });

  test("HAVING takes what is computed of SUPERs", async () => {
    const { rows } = await warehouse.ok(
      "select x from swap group by x having max(x) * json_parse('2') = 2 and json_parse('[2]')[0] + count(*) > 2",
    );
    expect(rows).toEqual([[1]]);
  });

  test("columns are named as PostgreSQL names them, in lower case", async () => {
    const { columns } = await warehouse.ok(
      "select 1 as \"Big\", count(*), nvl(1, 2), 1 + 1, '1'::int, case when true then 1 end",
    );
    expect(columns.map((column) => column.split(":")[0])).toEqual([
      "big",
      "count",
      "coalesce",
      "?column?",
      "int4",
      "case",
    ]);
  });

  test("integers divide to integers, averages keep their type, sums widen", async () => {
    const { rows, columns } = await warehouse.ok(
      "select 7 / 2, avg(order_id), avg(amount), sum(order_id) from lake.orders",
    );
    expect(rows[0]).toEqual([3, 514, "741.84", "519545"]);
    expect(columns.map((column) => column.split(":")[1])).toEqual(["int4", "int8", "numeric", "numeric"]);
  });

  test("sums and averages of doubles have 15 digits, whatever the order of the threads", async () => {
    const tenths =
      "select sum(0.1::float8), avg(0.1::float8) from lake.orders where order_id between 1 and 10";
    expect((await warehouse.ok(tenths)).rows).toEqual([[1, 0.1]]);
    const thirds = "select sum(x), avg(x) from (select 1::float8 / 3 as x union all select 7156.89)";
    expect((await warehouse.ok(thirds)).rows).toEqual([[7157.22333333333, 3578.61166666667]]);
    const endless = "from (select 'Infinity'::float8 as x union all select 1)";
    expect(
      (await warehouse.ok(`select sum(x) > 1e308, avg(x) > 1e308, max('é€' || x)::varchar(2) ${endless}`))
        .rows,
    ).toEqual([[true, true, "é"]]);
    expect((await warehouse.ok(`${tenths} and order_id < 0`)).rows).toEqual([[null, null]]);
    const typed = await warehouse.ok(
      `select sum(x::decimal(18, 2)), avg(x::decimal(18, 2)), sum(x::float4), sum(1) from (select 1.25 as x union all select 2.25)`,
    );
    expect(typed.rows).toEqual([["3.50", "1.75", 3.5, 2]]);
  });

  test("nulls sort last upwards and first downwards", async () => {
    const list = "from (select 1 as x union all select null union all select 2)";
    expect((await warehouse.ok(`select x ${list} order by x`)).rows.flat()).toEqual([1, 2, null]);
    expect((await warehouse.ok(`select x ${list} order by x desc`)).rows.flat()).toEqual([null, 2, 1]);
  });
});

describe("parameters", () => {
  test("take the type of their place and are never SQL", async () => {
    const { rows } = await warehouse.ok(
      "select :n::int + 1, :text, order_id * :n from lake.orders where order_id = :id and :text <> 'a' limit :n",
      { n: "1", text: "it's; drop table x --", id: "7" },
    );
    expect(rows).toEqual([[2, "it's; drop table x --", 7]]);
  });

  test("unused and missing ones are refused with the request", async () => {
    await expect(warehouse.run("select 1", { a: "1" })).rejects.toThrow("Unused parameters: [a]");
    await expect(warehouse.run("select :a")).rejects.toThrow("Cannot find parameter: a");
  });
});

describe("what Redshift refuses is refused", () => {
  test.each([
    "insert into swap values (1) on conflict do nothing",
    "insert into swap values (1) returning x",
    "with a as (select 1) insert into swap select * from a",
    "select distinct on (x) x from swap",
    "select * from swap, lateral (select 1) l",
    "select sum(x) filter (where x > 1) from swap",
    "select sum(x) over (order by x) from swap",
    "select * from swap for update",
    "create index i on swap (x)",
    "select array[1, 2]",
    "select [1, 2]",
    "select {'a': 1}",
    "select '{}'::json",
    "select x::int[] from swap",
    "select string_agg(x, ',') from swap",
    "select now()",
    "select * from generate_series(1, 2)",
    "select * from read_csv('/etc/passwd')",
    "select * from __redshift.tables",
    "select * from duckdb_settings()",
    "copy swap to '/tmp/x'",
    "attach '/tmp/x'",
    "pragma database_list",
    "merge into swap s using target t on s.x = t.id when matched then delete when not matched then insert values (1)",
    "select 1 / 0",
  ])("%s", async (sql) => {
    expect(await warehouse.errorOf(sql)).toMatch(/^ERROR: (?!relation "(swap|target)")/);
  });
});

describe("Redshift's functions", () => {
  test.each([
    [
      "dateadd(month, 1, '2024-01-31'), datediff(month, '2024-01-31', '2024-02-01')",
      ["2024-02-29 00:00:00", 1],
    ],
    ["last_day('2024-02-05'), add_months('2024-02-29', 1)", ["2024-02-29", "2024-03-31 00:00:00"]],
    ["convert_timezone('UTC', 'America/New_York', '2024-01-01 12:00:00')", ["2024-01-01 07:00:00"]],
    [
      "to_char(timestamp '2024-01-05 13:04:05', 'YYYY-MM-DD HH24:MI:SS'), to_char(1234.5, 'FM9,999.00')",
      ["2024-01-05 13:04:05", "1,234.50"],
    ],
    [
      "to_date('05/02/2024', 'DD/MM/YYYY'), trunc(timestamp '2024-01-01 10:00:00')",
      ["2024-02-05", "2024-01-01"],
    ],
    ["nvl2(null, 1, 2), decode(null, null, 'same', 'other'), decode(3, 1, 'a', 'z')", [2, "same", "z"]],
    ["len('héé'), charindex('l', 'hello'), initcap('two words'), strtol('ff', 16)", [3, 3, "Two Words", 255]],
    [
      "json_extract_path_text('{\"a\":{\"b\":\"x\"}}', 'a', 'b'), json_extract_path_text('{}', 'a')",
      ["x", null],
    ],
    [
      "regexp_substr('foo@bar.x', '@[^.]*'), regexp_replace('abc', '(b)', '<$1>'), regexp_count('aXbX', 'X')",
      ["@bar", "a<b>c", 2],
    ],
    [
      "'abc' ~ 'b', 'abc' ~ '^b', 'abc' similar to 'a%', 'abc' similar to 'b', 'a_c' like 'a\\\\_c'",
      [true, false, true, false, true],
    ],
    ["'abcdef'::varchar(3), 2.5::float8::int, md5('a')", ["abc", 3, "0cc175b9c0f1b6a831c399e269772661"]],
    ["cast(null as varchar(3)), null::varchar", [null, null]],
    [
      "'infinity'::float8::varchar, ('-Infinity'::float4)::varchar(9), concat('nan'::float8, '!'), 1.5::float8::varchar, -'infinity'::float8",
      ["Infinity", "-Infinity", "NaN!", "1.5", Number.NEGATIVE_INFINITY],
    ],
    ["'é€😀'::varchar(8), 'é€😀'::varchar(4), '€'::varchar(1)", ["é€", "é", ""]],
    ["len(repeat('é', 65000)::varchar(65535))", [32767]],
    ["'a' || chr(92) || 'b', 'it\\'s'", ["a\\b", "it's"]],
  ])("%s", async (list, expected) => {
    expect((await warehouse.ok(`select ${list}`)).rows[0]).toEqual(expected);
  });

  test("aggregates and windows", async () => {
    const { rows } = await warehouse.ok(
      "select listagg(distinct email, '|') within group (order by email), approximate count(distinct email), median(order_id) from lake.orders",
    );
    expect(rows[0]).toEqual(["p0|p1|p2|p3|p4|p5|p6", 7, 504.5]);
    const windows = await warehouse.ok(
      "select order_id, sum(order_id) over (order by order_id rows unbounded preceding), avg(order_id) over (), ratio_to_report(order_id) over () from lake.orders where order_id between 1 and 4 qualify row_number() over (order by order_id) <= 2 order by 1",
    );
    expect(windows.rows).toEqual(
      [
        [1, 1, 2, 0.1],
        [2, 3, 2, 0.2],
      ].map(([a, b, c, d]) => [a, String(b), c, d]),
    );
  });
});
