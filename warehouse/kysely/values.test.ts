// Values through the wire, in and out: nothing rounded, nothing cut, nothing taken for SQL.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { type Tables, TestWarehouse } from "./testing/warehouse.ts";

let warehouse: TestWarehouse;
let db: Kysely<Tables>;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  db = warehouse.db;
});
beforeEach(() => warehouse.reset());
afterAll(() => warehouse.stop());

describe("values", () => {
  const EVERY_TYPE = sql<Record<string, unknown>>`select cast(1 as smallint) as i2, cast(2 as integer) as i4,
    cast(9223372036854775807 as bigint) as i8, cast(42 as bigint) as small8,
    cast('12345678901234567890123456789012345678' as decimal(38, 0)) as d, cast(0.1 as double precision) as f,
    cast('NaN' as double precision) as nan, cast('-Infinity' as double precision) as inf, true as yes, cast(null as boolean) as none,
    date '2024-02-29' as day, timestamp '9999-12-31 23:59:59.999999' as late, timestamp '0001-01-01 00:00:00' as early,
    timestamp '2024-01-31 10:00:00.123456' as at, 'é😀''";--' as text, json_parse('{"a":[1,9007199254740993,1.5,null]}') as doc`;

  test("come without loss by default", async () => {
    const { rows } = await EVERY_TYPE.execute(db);
    expect(rows).toEqual([
      {
        i2: 1,
        i4: 2,
        i8: 9223372036854775807n,
        small8: 42,
        d: "12345678901234567890123456789012345678",
        f: 0.1,
        nan: Number.NaN,
        inf: Number.NEGATIVE_INFINITY,
        yes: true,
        none: null,
        day: "2024-02-29",
        late: "9999-12-31 23:59:59.999999",
        early: "0001-01-01 00:00:00",
        at: "2024-01-31 10:00:00.123456",
        text: `é😀'";--`,
        doc: { a: [1, 9007199254740993n, 1.5, null] },
      },
    ]);
  });

  test("or as asked for", async () => {
    const other = warehouse.connect({
      results: { int8: "bigint", numeric: "number", timestamp: "date", super: "text" },
    });
    const { rows } = await EVERY_TYPE.execute(other);
    expect(rows[0]).toMatchObject({
      small8: 42n,
      d: 1.2345678901234568e37,
      at: new Date("2024-01-31T10:00:00.123Z"),
      early: new Date("0001-01-01T00:00:00Z"),
      late: new Date("9999-12-31T23:59:59.999Z"),
    });
    expect(JSON.parse(rows[0]?.doc as string)).toHaveProperty("a");
  });

  test("go in and come out the same, quotes, semicolons and all", async () => {
    const texts = [
      "it's",
      `"; drop table t; --`,
      "\\'; drop table t; --",
      ":p1 ::x $1 ? %s",
      "é😀\u{10FFFF}",
      "",
      " ",
      "null",
      "x".repeat(65_535),
    ];
    await db
      .insertInto("t")
      .values(texts.map((name, id) => ({ id, name, amount: null })))
      .execute();
    await db
      .insertInto("t")
      .values({ id: -1, name: null, amount: "12345678901234567890123456.0123456789" })
      .execute();
    const rows = await db.selectFrom("t").selectAll().where("id", ">=", 0).orderBy("id").execute();
    expect(rows.map((row) => row.name)).toEqual(texts);
    // Redshift passes over blanks at the end of what it compares: the empty text and the blank are equal.
    const blank = [texts.indexOf(""), texts.indexOf(" ")];
    for (const [id, name] of texts.entries()) {
      const found = await db.selectFrom("t").select("id").where("name", "=", name).orderBy("id").execute();
      expect(found.map((row) => row.id)).toEqual(blank.includes(id) ? blank : [id]);
    }
    const big = await db.selectFrom("t").select("amount").where("id", "=", -1).executeTakeFirstOrThrow();
    expect(big.amount).toBe("12345678901234567890123456.0123456789");
    await expect(
      db
        .insertInto("t")
        .values({ id: 1, name: "x".repeat(65_536), amount: null })
        .execute(),
    ).rejects.toThrow("65535");
  });

  test("keep the capitals of the names that the query wrote", async () => {
    await db.insertInto("t").values({ id: 1, name: "a", amount: "1.5" }).execute();
    expect(await db.selectFrom("t").select(["id as orderId", "name as FullName"]).execute()).toEqual([
      { orderId: 1, FullName: "a" },
    ]);
  });
});
