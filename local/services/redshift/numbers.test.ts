import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  await warehouse.ok(
    "create table sales (id int, s smallint, b bigint, price decimal(8,2), fee decimal(8,2), wide decimal(38,2), f real, d double precision, day date, ts timestamp, note varchar(20))",
  );
  await warehouse.ok(
    "insert into sales values (1, 2, 3, 10.00, 3.00, 20.00, 1.5, 2.5, '2024-01-01', '2024-01-01 10:00:00', 'a'), (2, 3, 4, -10.00, 7.00, 1.01, 2.5, 0.5, '2024-01-11', '2024-01-02 10:00:00', 'b')",
  );
});
afterAll(() => warehouse.close());

/** The first row's values, and their types. */
async function of(list: string, from = "from sales where id = 1"): Promise<[unknown, string][]> {
  const { rows, types } = await warehouse.ok(`select ${list} ${from}`);
  return (rows[0] as unknown[]).map((value, i) => [value, types[i] as string]);
}

describe("the types of computed numbers", () => {
  test.each([
    // AWS's own example: two DECIMAL(8,2).
    ["price / fee", ["3.333333333", "numeric(17,9)"]],
    ["price + fee", ["13.00", "numeric(9,2)"]],
    ["price - fee", ["7.00", "numeric(9,2)"]],
    ["price * fee", ["30.0000", "numeric(17,4)"]],
    ["999999999999.99 * 9999999999.99", ["9999999999989900000000.0001", "numeric(27,4)"]],
    ["9999999999999999.99 + 9999999999999999.99", ["19999999999999999.98", "numeric(19,2)"]],
    // DECIMAL(8,2) * DECIMAL(5,0), a SMALLINT.
    ["fee * s", ["6.00", "numeric(14,2)"]],
    ["price / 3", ["3.3333333333333", "numeric(19,13)"]],
    ["price / id", ["10.0000000000000", "numeric(19,13)"]],
    ["price / b", ["3.3333333333333333333333", "numeric(28,22)"]],
    ["1 / 3.0", ["0.3333", "numeric(15,4)"]],
    ["2 / 3.0", ["0.6666", "numeric(15,4)"]],
    ["-2 / 3.0", ["-0.6666", "numeric(15,4)"]],
    ["100.0 * id / 3", ["33.333333333333", "numeric(26,12)"]],
    ["wide / b", ["6.6666", "numeric(38,4)"]],
    ["wide / wide", ["1.0000", "numeric(38,4)"]],
    ["wide + 1", ["21.00", "numeric(38,2)"]],
    ["wide * price", ["200.0000", "numeric(38,4)"]],
    ["price % 3", ["1.00", "numeric(12,2)"]],
    ["mod(10.5, 4)", ["2.5", "numeric(11,1)"]],
    ["7 / 2", [3, "int4"]],
    ["-7 / 2", [-3, "int4"]],
    ["-7 % 2", [-1, "int4"]],
    ["s + s", [4, "int2"]],
    ["s + 1", [3, "int4"]],
    ["s * b", [6, "int8"]],
    ["3000000000 + 1", [3000000001, "int8"]],
    ["f + f", [3, "float4"]],
    ["f + b", [4.5, "float8"]],
    ["f * price", [15, "float8"]],
    ["d / price", [0.25, "float8"]],
    ["price / 4e0", [2.5, "float8"]],
    ["2 ^ 3 * 2", [16, "float8"]],
    ["(price + fee) * 2 - -1", ["27.00", "numeric(21,2)"]],
    ["-(price + fee)", ["-13.00", "numeric(9,2)"]],
    ["(price + fee)::decimal(6,1) / 2", ["6.500000000000", "numeric(17,12)"]],
    ["price / '4'", ["2.500000000", "numeric(17,9)"]],
    ["null / price", [null, "numeric(17,9)"]],
    ["case when price / 3 > 3 then price / 3 else 0 end", ["3.3333333333333", "numeric(23,13)"]],
    ["abs(price / 3 * -1)", ["3.3333333333333", "numeric(30,13)"]],
    ["day - date '2023-12-31'", [1, "int4"]],
    ["(day - date '2023-12-22') / 4.0", ["2.5000", "numeric(15,4)"]],
    ["day + 1", ["2024-01-02", "date"]],
    ["ts + interval '1 day' * 2", ["2024-01-03 10:00:00", "timestamp"]],
    ["trunc(111.15, 1), trunc(price / 3, 2)", ["111.1", "numeric(5,1)"]],
    ["(price / fee)::varchar(4)", ["3.33", "varchar"]],
    ["(price / fee)::int", [3, "int4"]],
    ["null::int / 0", [null, "int4"]],
    ["null::decimal(8,2) / 0", [null, "numeric(19,13)"]],
    ["note || id + 1", ["a2", "varchar"]],
    ["extract(day from ts) - 1", [0, "int4"]],
  ])("%s", async (list, expected) => {
    expect((await of(list))[0]).toEqual(expected);
  });

  test("of columns that have the name of an alias", async () => {
    const { rows, types } = await warehouse.ok(
      "select id::float8 as price, price * 2 as twice from sales where price / 3 < 0 or price / 3 > 3 order by price / 3 desc",
    );
    expect(types).toEqual(["float8", "numeric(19,2)"]);
    expect(rows).toEqual([
      [1, "20.00"],
      [2, "-20.00"],
    ]);
    expect(
      await of(
        "q.x",
        "from (select id from sales qualify sum(fee) over () / 2 > 1) s, (select 2 / 3.0 as x) q limit 1",
      ),
    ).toEqual([["0.6666", "numeric(15,4)"]]);
  });

  test("of aliases that stand for them", async () => {
    expect(await of("price / fee as q, q * 2, q / q")).toEqual([
      ["3.333333333", "numeric(17,9)"],
      ["6.666666666", "numeric(28,9)"],
      ["1.000000000000000000", "numeric(35,18)"],
    ]);
  });

  test("of sums and averages", async () => {
    expect(
      await of(
        "sum(s), sum(id), sum(b), sum(price), sum(f), avg(s), avg(b), avg(price), avg(fee * 1), avg(f), count(*), avg(distinct s), sum(distinct fee)",
        "from sales",
      ),
    ).toEqual([
      [5, "int8"],
      [3, "int8"],
      ["7", "numeric(38,0)"],
      ["0.00", "numeric(38,2)"],
      [4, "float8"],
      [2, "int8"],
      [3, "int8"],
      ["0.00", "numeric(38,2)"],
      ["5.00", "numeric(38,2)"],
      [2, "float8"],
      [2, "int8"],
      [2, "int8"],
      ["10.00", "numeric(38,2)"],
    ]);
  });

  test("of aggregates within computations, grouped, ordered and in windows", async () => {
    const { rows, types } = await warehouse.ok(
      "select id % 2 as odd, sum(price) / sum(fee), sum(price / 3) / count(*), 100 * sum(fee) / sum(sum(fee)) over () from sales group by id % 2 having sum(fee) / 2 > 1 order by sum(fee) / 2 desc, id % 2",
    );
    expect(types).toEqual(["int4", "numeric(38,4)", "numeric(38,13)", "numeric(38,4)"]);
    expect(rows).toEqual([
      [0, "-1.4285", "-3.3333333333333", "70.0000"],
      [1, "3.3333", "3.3333333333333", "30.0000"],
    ]);
    const windows = await warehouse.ok(
      "select avg(fee) over (order by id rows unbounded preceding), sum(s) over (), avg(s) over (partition by id), price / sum(fee) over () from sales order by id",
    );
    expect(windows.types).toEqual(["numeric(38,2)", "int8", "int8", "numeric(38,30)"]);
    expect(windows.rows[1]).toEqual(["5.00", 5, 3, "-1.000000000000000000000000000000"]);
  });

  test("hold in subqueries, WITH, unions, views and their columns", async () => {
    await warehouse.ok("create view quotients as select id, price / fee as q from sales");
    await warehouse.ok(
      "create view public.late as select q / 2 as h from public.quotients with no schema binding",
    );
    expect(
      await of(
        "h, (select max(price / fee) from sales x where x.id = 1)",
        "from late order by h desc limit 1",
      ),
    ).toEqual([
      ["1.66666666650000000000", "numeric(28,20)"],
      ["3.333333333", "numeric(17,9)"],
    ]);
    await warehouse.ok("create view public.gone as select * from public.nowhere with no schema binding");
    const columns = await warehouse.ok(
      "select view_name, col_name, col_type, col_num from pg_get_late_binding_view_cols() cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int) where view_schema = 'public'",
    );
    expect(columns.rows).toEqual([["late", "h", "numeric(28,20)", 1]]);
    const union = await warehouse.ok(
      "with unread as (select 1 / 3.0 as x), a as (select id / 2 as x from sales union all select s / 2 from sales) select x / 2.0, x from a order by 1",
    );
    expect(union.types).toEqual(["numeric(15,4)", "int4"]);
    expect(union.rows).toEqual([
      ["0.0000", 0],
      ["0.5000", 1],
      ["0.5000", 1],
      ["0.5000", 1],
    ]);
    const same =
      "select price / 3 as x from sales where id = 1 union all select d / 3 from sales where id = 1";
    expect((await warehouse.ok(same)).types).toEqual(["float8"]);
  });

  test("hold where tables are made and changed", async () => {
    await warehouse.ok("create table made (id int, share decimal(12,6) default 2 / 3.0) ");
    await warehouse.ok(
      "create table shares as select id, price / fee as share, avg(fee) over () as mean from sales",
    );
    const { rows } = await warehouse.ok(
      "select \"column\", type from pg_table_def where tablename = 'shares' order by 1",
    );
    expect(rows).toEqual([
      ["id", "integer"],
      ["mean", "numeric(38,2)"],
      ["share", "numeric(17,9)"],
    ]);
    await warehouse.ok("insert into made (id) values (1), (2)");
    await warehouse.ok("insert into made select 3, sum(price) / 3 from sales where id = 1");
    await warehouse.ok("update made set share = 20.0 / 3 where id / 2 = 0");
    await warehouse.ok("delete from made where share / 2 = 0.3333 / 1");
    expect((await warehouse.ok("select id, share from made order by id")).rows).toEqual([
      [1, "6.666667"],
      [3, "3.333300"],
    ]);
    await warehouse.ok(
      "merge into made using (select id, fee / 9 as f from sales) s on made.id = s.id when matched then update set share = s.f / 2 when not matched then insert values (s.id, s.f / 3)",
    );
    expect((await warehouse.ok("select id, share from made order by id")).rows).toEqual([
      [1, "0.166667"],
      [2, "0.259259"],
      [3, "3.333300"],
    ]);
  });
});

test("a quotient is the exact one, cut", async () => {
  const widths = [
    [8, 2, 8, 2, "numeric(17,9)"],
    [18, 4, 10, 0, "numeric(29,15)"],
    [20, 10, 12, 11, "numeric(33,12)"],
    [38, 2, 19, 0, "numeric(38,4)"],
    [38, 19, 38, 19, "numeric(38,4)"],
    [5, 5, 30, 3, "numeric(36,33)"],
  ] as const;
  for (const [p1, s1, p2, s2, type] of widths) {
    const pairs = Array.from({ length: 12 }, (_, n) => {
      const digits = (length: number, seed: number): bigint =>
        BigInt(
          Array.from({ length }, (_, i) => ((seed * 7919 + i * i * 31 + n * 104729) % 97) % 10).join(""),
        );
      const sign = n % 2 === 0 ? 1n : -1n;
      return [
        sign * digits(Math.max(1, p1 - n - 14), n + 3),
        digits(Math.max(1, p2 - n), n + 5) + 1n,
      ] as const;
    });
    const text = (value: bigint, scale: number): string => {
      const plain = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
      const cut = plain.length - scale;
      return `${value < 0n ? "-" : ""}${plain.slice(0, cut)}${scale ? `.${plain.slice(cut)}` : ""}`;
    };
    const values = pairs.map(([a, b], n) => `(${n}, '${text(a, s1)}', '${text(b, s2)}')`).join(", ");
    await warehouse.ok("drop table if exists pairs");
    await warehouse.ok(`create table pairs (n int, a decimal(${p1},${s1}), b decimal(${p2},${s2}))`);
    await warehouse.ok(`insert into pairs values ${values}`);
    const { rows, types } = await warehouse.ok("select a / b from pairs order by n");
    expect(types).toEqual([type]);
    const scale = Number(/,(\d+)/.exec(type)?.[1]);
    const expected = pairs.map(([a, b]) => {
      const up = 10n ** BigInt(Math.max(0, scale + s2 - s1));
      const down = 10n ** BigInt(Math.max(0, s1 - scale - s2));
      return text((a * up) / (b * down), scale).replace(/^-(0(?:\.0*)?)$/, "$1");
    });
    expect(rows.flat()).toEqual(expected);
  }
});

describe("what does not fit is an error", () => {
  test.each([
    ["price / 0", "Divide by zero"],
    ["price / (fee - fee)", "Divide by zero"],
    ["price % 0", "Divide by zero"],
    ["mod(id, 0)", "Divide by zero"],
    ["d / 0", "Divide by zero"],
    ["2147483647 + id", "Numeric data overflow"],
    ["32767::smallint + s", "Numeric data overflow"],
    ["9223372036854775807 + b", "Numeric data overflow"],
    ["99999999999999999999999999999999999999.0::decimal(38,0) * 10", "Numeric data overflow"],
    ["99999999999999999999999999999999999999::decimal(38,0) / 3", "Numeric data overflow"],
    ["1000000::decimal(8,2)", "Numeric data overflow"],
    ["0.1::decimal(38,30) * 0.1::decimal(38,30)", "Numeric data overflow"],
    ["1::decimal(10,0) / 0.1::decimal(38,38)", "Numeric data overflow"],
    ["'\ufdd0' || note", "U+FDD0"],
    ["note * 2 / nowhere", 'column "nowhere" does not exist'],
  ])("%s", async (list, message) => {
    expect(await warehouse.errorOf(`select ${list} from sales`)).toContain(message);
  });
});
