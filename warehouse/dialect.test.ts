// The dialect on the local Redshift, as a plain script would use it.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CompiledQuery, type ExpressionBuilder, type Generated, type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import * as rs from "./kysely/index.ts";
import { LocalRedshift } from "./testing/local-redshift.ts";

interface DB {
  t: { id: number; name: string | null; amount: string | null };
  s: { id: number; name: string | null };
  tmp: { a: number };
  made: { id: Generated<number>; note: string };
  numbers: { i: number };
  w: { id: number };
  "public.t": { id: number; name: string | null };
  "public.v": { id: number; name: string | null };
}

let redshift: LocalRedshift;
let db: Kysely<DB>;
beforeAll(async () => {
  redshift = await LocalRedshift.start();
  db = redshift.connect<DB>();
  await db.schema
    .createTable("t")
    .addColumn("id", "bigint", (c) => c.notNull().$call(rs.encode("az64")))
    .addColumn("name", "text")
    .addColumn("amount", "decimal(38, 10)")
    .$call(rs.distKey("id"))
    .$call(rs.sortKey("id"))
    .execute();
});
afterAll(() => redshift?.stop());

describe("values", () => {
  test("of every type come without loss", async () => {
    const { rows } = await sql`select cast(1 as smallint) as i2, cast(9223372036854775807 as bigint) as i8,
      cast('12345678901234567890123456789012345678' as decimal(38, 0)) as d, cast(0.1 as double precision) as f,
      cast('NaN' as double precision) as nan, true as yes, cast(null as boolean) as none, date '2024-02-29' as day,
      timestamp '9999-12-31 23:59:59.999999' as late, timestamp '0001-01-01 00:00:00' as early,
      json_parse('{"a":[1,9007199254740993,null]}') as doc`.execute(db);
    expect(rows).toEqual([
      {
        i2: 1,
        i8: 9223372036854775807n,
        d: "12345678901234567890123456789012345678",
        f: 0.1,
        nan: Number.NaN,
        yes: true,
        none: null,
        day: "2024-02-29",
        late: "9999-12-31 23:59:59.999999",
        early: "0001-01-01 00:00:00",
        doc: { a: [1, 9007199254740993n, null] },
      },
    ]);
  });

  test("go in by insert, and are found, changed and deleted by their value", async () => {
    const texts = [
      "it's",
      `"; drop table t; --`,
      "\\'; drop table t; --",
      ":p1 ::x",
      "é😀",
      "",
      "x".repeat(65_535),
    ];
    await db
      .insertInto("t")
      .values(texts.map((name, id) => ({ id, name, amount: "12345678901234567890123456.0123456789" })))
      .execute();
    for (const [id, name] of texts.entries()) {
      expect(
        await db.selectFrom("t").select(["id", "amount as Amount"]).where("name", "=", name).execute(),
      ).toEqual([{ id, Amount: "12345678901234567890123456.0123456789" }]);
    }
    expect(
      (await db.updateTable("t").set({ amount: null, name: "" }).where("id", ">", 4).executeTakeFirst())
        .numUpdatedRows,
    ).toBe(2n);
    expect((await db.deleteFrom("t").where("id", "in", [0, 1, 2]).executeTakeFirst()).numDeletedRows).toBe(
      3n,
    );
    expect(await db.selectFrom("t").select("id").where("amount", "is", null).orderBy("id").execute()).toEqual(
      [{ id: 5 }, { id: 6 }],
    );
  });
});

describe("statements", () => {
  test("WITH before UPDATE and DELETE is seen by their subqueries", async () => {
    await sql.raw("create table w as select 1 as id union all select 2").execute(db);
    const one = db.with("first", (qb) => qb.selectFrom("w").select((eb) => eb.fn.min("id").as("id")));
    const first = (eb: ExpressionBuilder<DB & { first: { id: number } }, "w">) =>
      eb.selectFrom("first").select("first.id");
    await one.updateTable("w").set({ id: 10 }).where("id", "=", first).execute();
    expect(await db.selectFrom("w").select("id").orderBy("id").execute()).toEqual([{ id: 2 }, { id: 10 }]);
    await one.deleteFrom("w").where("id", "=", first).execute();
    expect(await db.selectFrom("w").select("id").execute()).toEqual([{ id: 10 }]);
  });

  test("text of one's own without places for its values is refused before it is sent", async () => {
    const places = CompiledQuery.raw("select $1 as a", [1]);
    await expect(db.executeQuery(places)).rejects.toThrow("the SQL has values and no :p1: write :p1, :p2");
    const ours = CompiledQuery.raw("select cast(:p1 as integer) as a", [1]);
    expect((await db.executeQuery(ours)).rows).toEqual([{ a: 1 }]);
  });

  test("what Redshift adds runs", async () => {
    await db.schema
      .createTable("s")
      .$call(rs.distStyle("all"))
      .as(db.selectFrom("t").select(["id", "name"]))
      .execute();
    await db
      .insertInto("s")
      .values([
        { id: 5, name: "merged" },
        { id: 9, name: "added" },
      ])
      .execute();
    await db.deleteFrom("s").where("name", "=", "").execute();
    await db
      .mergeInto("t")
      .using("s", "s.id", "t.id")
      .whenMatched()
      .thenUpdateSet((eb) => ({ name: eb.ref("s.name") }))
      .whenNotMatched()
      .thenInsertValues((eb) => ({ id: eb.ref("s.id"), name: eb.ref("s.name"), amount: null }))
      .execute();
    const view = db.selectFrom("public.t").select(["id", "name"]).where("name", "<>", "it's");
    await db.schema.createView("public.v").orReplace().as(rs.lateBinding(view)).execute();
    expect(await db.selectFrom("public.v").select("name").where("name", "=", "added").execute()).toHaveLength(
      1,
    );
    const latest = await db
      .selectFrom("t")
      .select(["id", "name"])
      .$call(
        rs.qualify((eb) =>
          eb(
            eb.fn.agg<number>("row_number").over((o) => o.partitionBy("name").orderBy("id", "desc")),
            "=",
            1,
          ),
        ),
      )
      .orderBy("id")
      .execute();
    expect(latest.map((row) => row.name)).toEqual(expect.arrayContaining(["merged", "added"]));
    const [counts] = (
      await sql<{
        n: number;
        all: string;
      }>`select ${rs.approximateCountDistinct("t.id")} as n, ${rs.listagg("t.id", ";").withinGroupOrderBy("t.id")} as all_ids from t`.execute(
        db,
      )
    ).rows;
    expect(counts?.n).toBeGreaterThan(3);
    await rs.analyze("t").execute(db);
    await rs.vacuum("t").execute(db);
  });

  test("a transaction rolls back, a temporary table lives in its session, a batch is one transaction", async () => {
    await expect(
      db.transaction().execute(async (trx) => {
        await trx.insertInto("t").values({ id: 77, name: "x", amount: null }).execute();
        expect(await trx.selectFrom("t").select("id").where("id", "=", 77).execute()).toHaveLength(1);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await db.selectFrom("t").select("id").where("id", "=", 77).execute()).toEqual([]);
    await db.connection().execute(async (one) => {
      await one.schema.createTable("tmp").temporary().addColumn("a", "integer").execute();
      await one.insertInto("tmp").values({ a: 1 }).execute();
      expect(await one.selectFrom("tmp").selectAll().execute()).toEqual([{ a: 1 }]);
    });
    await expect(db.selectFrom("tmp").selectAll().execute()).rejects.toMatchObject({ sqlState: "42P01" });
    await expect(rs.batch(db, [db.deleteFrom("t"), sql`select * from missing`.compile(db)])).rejects.toThrow(
      "missing",
    );
    expect((await db.selectFrom("t").select("id").execute()).length).toBeGreaterThan(0);
  });

  test("100,000 rows stream in pages, and an abort cancels the statement", async () => {
    await sql`create table numbers as with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select i from n`.execute(
      db,
    );
    let sum = 0;
    for await (const row of db.selectFrom("numbers").select("i").orderBy("i").stream()) sum += row.i;
    expect(sum).toBe(5_000_050_000);
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error("too slow")), 200);
    await expect(
      sql`select count(*) from numbers a, numbers b where a.i + b.i = 7`.execute(db, {
        signal: abort.signal,
      }),
    ).rejects.toThrow("too slow");
  });

  test("an error carries Redshift's message and the SQL", async () => {
    await expect(sql`select * from nowhere`.execute(db)).rejects.toMatchObject({
      name: "RedshiftError",
      message: 'ERROR: relation "nowhere" does not exist',
      sql: "select * from nowhere",
      sqlState: "42P01",
    });
  });
});

describe("Kysely's own tools", () => {
  test("migrations run once, in a transaction, and back", async () => {
    const migrations: Record<string, Migration> = {
      "001_made": {
        up: async (trx) => {
          await trx.schema
            .createTable("made")
            .addColumn("id", "bigint", (c) => c.$call(rs.identity(1, 1)))
            .addColumn("note", "varchar(20)")
            .execute();
          await trx.insertInto("made").values({ note: "first" }).execute();
        },
        down: (trx) => trx.schema.dropTable("made").execute(),
      },
    };
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    expect((await migrator.migrateToLatest()).error).toBeUndefined();
    expect((await migrator.migrateToLatest()).results).toEqual([]);
    expect(await db.selectFrom("made").select("note").execute()).toEqual([{ note: "first" }]);
    const tables = await db.introspection.getTables();
    expect(tables.find((table) => table.name === "made")).toMatchObject({
      schema: "public",
      isView: false,
      columns: [{ name: "id" }, { name: "note", dataType: "character varying" }],
    });
    expect(tables.some((table) => table.name.startsWith("kysely_"))).toBe(false);
    expect((await migrator.migrateDown()).error).toBeUndefined();
    expect((await db.introspection.getTables()).some((table) => table.name === "made")).toBe(false);
  });
});
