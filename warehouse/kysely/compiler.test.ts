// What queries compile to, word by word; every statement is also given to a Redshift grammar.
import { describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { qualify, windowed } from "./index.ts";
import { accepted, compilingDb } from "./testing/compiling.ts";

const db = compilingDb();

describe("values", () => {
  test("are bound by name, with the cast that gives them back their type", () => {
    const query = db
      .selectFrom("orders")
      .select("id")
      .where("id", "=", 5)
      .where("customer_id", "=", 2 ** 40)
      .where("amount", ">", 1.25 as never)
      .where("status", "=", "it's")
      .where("ordered_at", "<", new Date("2024-01-31T10:00:00.123Z") as never)
      .where(sql<boolean>`${true}`);
    expect(accepted(query)).toBe(
      'select "id" from "orders" where "id" = cast(:p1 as integer) and "customer_id" = cast(:p2 as bigint)' +
        ' and "amount" > cast(:p3 as decimal(3, 2)) and "status" = :p4 and "ordered_at" < cast(:p5 as timestamp) and true',
    );
    expect(query.compile().parameters).toEqual([
      5,
      2 ** 40,
      1.25,
      "it's",
      new Date("2024-01-31T10:00:00.123Z"),
    ]);
  });

  test("null and the empty string, which cannot be bound, are words", () => {
    expect(accepted(db.insertInto("customers").values({ id: 1, name: "", email: null }))).toBe(
      `insert into "customers" ("id", "name", "email") values (cast(:p1 as integer), '', null)`,
    );
  });

  test("a projected string is cast, for nothing around it tells its type", () => {
    expect(accepted(db.selectFrom("orders").select(sql`${"x"}`.as("a")))).toBe(
      'select :p1 as "a" from "orders"',
    );
    expect(accepted(db.selectFrom("orders").select((eb) => eb.val("x").as("a")))).toBe(
      'select cast(:p1 as varchar(256)) as "a" from "orders"',
    );
  });

  test("doubles beyond decimal text, big integers, bytes and objects", () => {
    const one = (value: unknown) => accepted(db.updateTable("orders").set({ items: value }));
    expect(one(1e300)).toContain("cast(:p1 as double precision)");
    expect(one(Number.NaN)).toContain("cast(:p1 as double precision)");
    expect(one(-0.5)).toContain("cast(:p1 as decimal(1, 1))");
    expect(one(10n ** 37n)).toContain("cast(:p1 as decimal(38, 0))");
    expect(one(Buffer.from("ab"))).toContain("from_hex(:p1)");
    expect(one({ a: [1] })).toContain("json_parse(:p1)");
    expect(() => one(10n ** 38n)).toThrow("DECIMAL holds 38");
    expect(() => one("\0")).toThrow("NUL");
    expect(() => one("\ud800")).toThrow("surrogate");
    expect(() => one("é".repeat(32768))).toThrow("65536 bytes");
    expect(one("é".repeat(32767))).toContain(":p1");
    expect(() => one(new Date(Number.NaN))).toThrow("invalid Date");
    expect(() => one(Symbol("x"))).toThrow("symbol");
    expect(() => one(new Map())).toThrow("Map");
  });

  test("limit and offset are plain numbers", () => {
    expect(accepted(db.selectFrom("orders").select("id").limit(10).offset(20))).toBe(
      'select "id" from "orders" limit 10 offset 20',
    );
    expect(accepted(db.selectFrom("orders").select("id").fetch(3))).toBe('select "id" from "orders" limit 3');
    expect(accepted(db.selectFrom("orders").select("id").top(3))).toBe('select top 3 "id" from "orders"');
    expect(() => accepted(db.selectFrom("orders").select("id").limit(-1))).toThrow("whole number");
  });
});

describe("names", () => {
  test("are always quoted, whatever is in them", () => {
    const hostile = `a"; drop table "orders"; --é😀`;
    expect(accepted(db.selectFrom("orders").select(sql.ref(hostile).as(hostile)))).toBe(
      'select "a""; drop table ""orders""; --é😀" as "a""; drop table ""orders""; --é😀" from "orders"',
    );
    expect(() => accepted(sql`select ${sql.id("a\0")}`)).toThrow("no identifier can hold");
    expect(() => accepted(sql`select ${sql.id("")}`)).toThrow("empty name");
    expect(() => accepted(sql`select ${sql.id("x".repeat(128))}`)).toThrow("127 bytes");
  });
});

describe("rewritten where something is exactly equal", () => {
  test("FILTER becomes CASE", () => {
    const query = db
      .selectFrom("orders")
      .select((eb) => [
        eb.fn.sum("amount").filterWhere("status", "=", "paid").as("paid"),
        eb.fn.countAll().filterWhere("status", "=", "paid").as("n"),
        eb.fn.count("id").distinct().filterWhere("status", "is", null).as("ids"),
      ]);
    expect(accepted(query)).toBe(
      'select sum(case when "status" = :p1 then "amount" end) as "paid",' +
        ' count(case when "status" = :p2 then 1 end) as "n",' +
        ' count(distinct case when "status" is null then "id" end) as "ids" from "orders"',
    );
  });

  test("WITH before INSERT moves behind it", () => {
    const query = db
      .with("paid", (qb) => qb.selectFrom("orders").select(["id", "amount"]).where("status", "=", "paid"))
      .insertInto("staged")
      .columns(["id", "amount"])
      .expression((eb) => eb.selectFrom("paid").select(["id", "amount"]));
    expect(accepted(query)).toBe(
      'insert into "staged" ("id", "amount") with "paid" as (select "id", "amount" from "orders" where "status" = :p1)' +
        ' select "id", "amount" from "paid"',
    );
  });

  test("IN of nothing, IS DISTINCT FROM, MATERIALIZED, listagg's order", () => {
    expect(accepted(db.selectFrom("orders").select("id").where("id", "in", []))).toBe(
      'select "id" from "orders" where 1 = 0',
    );
    expect(accepted(db.selectFrom("orders").select("id").where("id", "not in", []))).toBe(
      'select "id" from "orders" where 1 = 1',
    );
    expect(accepted(db.selectFrom("orders").select("id").where("status", "is distinct from", "x"))).toBe(
      'select "id" from "orders" where case when "status" is null and :p1 is null then false' +
        ' when "status" is null or :p2 is null then true else "status" <> :p3 end',
    );
    const cte = db
      .with(
        (name) => name("c").materialized(),
        (qb) => qb.selectFrom("customers").select("id"),
      )
      .selectFrom("c")
      .select("id");
    expect(accepted(cte)).toBe('with "c" as (select "id" from "customers") select "id" from "c"');
    expect(
      accepted(
        db.selectFrom("orders").select((eb) =>
          eb.fn
            .agg<string>("listagg", ["status", sql.lit(",")])
            .orderBy("id")
            .as("all"),
        ),
      ),
    ).toBe(`select listagg("status", ',') within group (order by "id") as "all" from "orders"`);
  });
});

describe("what Redshift adds", () => {
  test("QUALIFY stands before ORDER BY, and never right after a table's name", () => {
    const query = db
      .selectFrom("orders")
      .selectAll()
      .$call(
        qualify((eb) =>
          eb(
            eb.fn
              .agg<number>("row_number")
              .over((o) => o.partitionBy("customer_id").orderBy("ordered_at", "desc")),
            "=",
            1,
          ),
        ),
      )
      .orderBy("id")
      .limit(5);
    expect(accepted(query)).toBe(
      'select * from "orders" where true qualify row_number() over(partition by "customer_id" order by "ordered_at" desc)' +
        ' = cast(:p1 as integer) order by "id" limit 5',
    );
  });

  test("ordered windows name their frame", () => {
    const running = db.selectFrom("orders").select((eb) =>
      windowed(eb.fn.sum("amount"), {
        partitionBy: ["customer_id"],
        orderBy: [{ column: "ordered_at", direction: "desc", nulls: "last" }],
        rows: ["unbounded preceding", { following: 2 }],
      }).as("running"),
    );
    expect(accepted(running)).toBe(
      'select sum("amount") over(partition by "customer_id" order by "ordered_at" desc nulls last' +
        ' rows between unbounded preceding and 2 following) as "running" from "orders"',
    );
  });

  test("MERGE: a table into a table on equal keys", () => {
    const merge = db
      .mergeInto("orders")
      .using("staged as s", "s.id", "orders.id")
      .whenMatched()
      .thenUpdateSet((eb) => ({ amount: eb.ref("s.amount"), status: "seen" }))
      .whenNotMatched()
      .thenInsertValues(
        (eb) => ({ id: eb.ref("s.id") as never, customer_id: 1, amount: eb.ref("s.amount") }) as never,
      );
    expect(accepted(merge)).toBe(
      'merge into "orders" using "staged" as "s" on "s"."id" = "orders"."id"' +
        ' when matched then update set "amount" = "s"."amount", "status" = :p1' +
        ' when not matched then insert ("id", "customer_id", "amount") values ("s"."id", cast(:p2 as integer), "s"."amount")',
    );
  });
});
