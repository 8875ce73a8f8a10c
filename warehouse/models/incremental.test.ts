// Incremental strategies, changed columns, snapshots and their edges, on real SQL.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type RawBuilder, sql } from "kysely";
import {
  check,
  incremental,
  type Materialized,
  model,
  type SnapshotStrategy,
  snapshot,
  source,
  timestamp,
} from "./index.ts";
import type { RunOptions } from "./project.ts";
import { JaffleWarehouse } from "./testing/jaffle-warehouse.ts";
import { project } from "./testing/projects.ts";

interface Raw {
  id: number | null;
  v: string | null;
  moment: string;
}
const raw = source<Raw>("src.raw");

let warehouse: JaffleWarehouse;
beforeAll(async () => {
  warehouse = await JaffleWarehouse.start();
  await warehouse.look("create schema src");
});
beforeEach(async () => {
  await warehouse.look("drop schema if exists marts cascade");
  await warehouse.look("drop table if exists src.raw");
  await warehouse.look("create table src.raw (id bigint, v varchar, moment timestamp)");
  await feed(
    "(1, 'a', timestamp '2024-01-01'), (2, 'b', timestamp '2024-01-02'), (null, 'n', timestamp '2024-01-02')",
  );
});
afterAll(() => warehouse.stop());

const feed = (values: string) => warehouse.look(`insert into src.raw values ${values}`);
const t = () => warehouse.look("select id, v from marts.t order by id nulls last, v");
const runOf = (definition: object, options: RunOptions = {}) =>
  warehouse.run(options, project([raw, definition]));

function grows(materialized: Materialized<"id">, all = false) {
  return model({
    name: "t",
    materialized,
    query: (db, ctx) =>
      db
        .selectFrom(raw.as("r"))
        .select(["r.id", "r.v", "r.moment"])
        .$if(ctx.incremental && !all, (qb) => qb.where("r.moment", ">", ctx.newest("moment"))),
  });
}

describe("strategies", () => {
  test("append adds what is new", async () => {
    await runOf(grows(incremental({ strategy: "append" })));
    await feed("(1, 'a2', timestamp '2024-02-01')");
    const report = await runOf(grows(incremental({ strategy: "append" })));
    expect(report.models[0]?.rows).toBe(1);
    expect(await t()).toEqual([
      ["1", "a"],
      ["1", "a2"],
      ["2", "b"],
      [null, "n"],
    ]);
  });

  test("delete+insert replaces rows of equal keys, nulls among them", async () => {
    const how = grows(incremental({ key: "id", strategy: "delete+insert" }));
    await runOf(how);
    await feed("(1, 'a2', timestamp '2024-02-01'), (null, 'n2', timestamp '2024-02-01')");
    await runOf(how);
    expect(await t()).toEqual([
      ["1", "a2"],
      ["2", "b"],
      [null, "n2"],
    ]);
  });

  test("merge updates and adds; a null or repeated key among the new rows is refused and changes nothing", async () => {
    const how = grows(incremental({ key: "id" }));
    expect((await runOf(how)).models[0]?.message).toContain("a new row has a null in the key (id)");
    await warehouse.look("delete from src.raw where id is null");
    await runOf(how);
    await feed("(1, 'a2', timestamp '2024-02-01'), (3, 'c', timestamp '2024-02-01')");
    await runOf(how);
    expect(await t()).toEqual([
      ["1", "a2"],
      ["2", "b"],
      ["3", "c"],
    ]);
    await feed("(null, 'n2', timestamp '2024-03-01')");
    expect((await runOf(how)).models[0]).toMatchObject({
      state: "failed",
      message: expect.stringContaining("a new row has a null in the key (id)"),
    });
    await warehouse.look("update src.raw set id = 4 where v = 'n2'");
    await feed("(4, 'd', timestamp '2024-03-02')");
    expect((await runOf(how)).models[0]?.message).toContain(
      "a value of the key (id) is in more than one new row",
    );
    expect(await t()).toHaveLength(3);
    expect(
      await warehouse.look("select count(*) from information_schema.tables where table_schema = 'marts'"),
    ).toEqual([["1"]]);
  });

  test("an empty table and a full refresh are built whole; a view of that name gives way", async () => {
    await runOf(model({ name: "t", query: (db) => db.selectFrom(raw.as("r")).selectAll("r") }));
    await runOf(grows(incremental({ strategy: "append" })));
    await warehouse.look("delete from marts.t");
    await runOf(grows(incremental({ strategy: "append" })));
    expect(await t()).toHaveLength(3);
    await runOf(grows(incremental({ strategy: "append" }), true));
    expect(await t()).toHaveLength(6);
    await runOf(grows(incremental({ strategy: "append" })), { fullRefresh: true });
    expect(await t()).toHaveLength(3);
    await runOf(model({ name: "t", query: (db) => db.selectFrom(raw.as("r")).selectAll("r") }));
    expect(
      await warehouse.look("select table_type from information_schema.tables where table_name = 't'"),
    ).toEqual([["VIEW"]]);
  });
});

describe("changed columns", () => {
  const changed = (onSchemaChange: "fail" | "ignore" | "append" | "sync") =>
    model({
      name: "t",
      materialized: incremental({ strategy: "append", onSchemaChange }),
      query: (db, ctx) =>
        db
          .selectFrom(raw.as("r"))
          .select((eb) => ["r.id", "r.moment", eb.lit(5).as("extra")])
          .$if(ctx.incremental, (qb) => qb.where("r.moment", ">", ctx.newest("moment"))),
    });
  const columns = async () =>
    (
      await warehouse.look(
        "select column_name from information_schema.columns where table_name = 't' order by ordinal_position",
      )
    ).flat();

  test.each([
    ["ignore", ["id", "v", "moment"]],
    ["append", ["id", "v", "moment", "extra"]],
    ["sync", ["id", "moment", "extra"]],
  ] as const)("%s", async (policy, expected) => {
    await runOf(grows(incremental({ strategy: "append" })));
    await feed("(9, 'z', timestamp '2024-02-01')");
    expect((await runOf(changed(policy))).ok).toBe(true);
    expect(await columns()).toEqual(expected);
    expect(await warehouse.look("select id from marts.t where id = 9")).toEqual([["9"]]);
  });

  test.each(["ignore", "append", "sync"] as const)(
    "%s: a type that the table does not take is refused, not rounded",
    async (policy) => {
      const typed = (id: RawBuilder<unknown>) =>
        model({
          name: "t",
          materialized: incremental({ strategy: "append", onSchemaChange: policy }),
          query: (db) => db.selectFrom(raw.as("r")).select([id.as("id"), "r.v", "r.moment"]),
        });
      await runOf(typed(sql`cast(1 as integer)`));
      expect((await runOf(typed(sql`cast(1.5 as decimal(5, 1))`))).models[0]?.message).toMatch(
        /types .* \(id: integer → decimal\(5, ?1\)\).*--full-refresh/,
      );
      expect((await runOf(typed(sql`cast(2 as bigint)`))).ok).toBe(true);
      expect(await warehouse.look("select distinct id from marts.t order by 1")).toEqual([[1], [2]]);
    },
  );

  test("fail names them and leaves the table", async () => {
    await runOf(grows(incremental({ strategy: "append" })));
    const report = await runOf(changed("fail"));
    expect(report.models[0]?.message).toContain("(new: extra; gone: v)");
    expect(await columns()).toEqual(["id", "v", "moment"]);
  });
});

describe("snapshots", () => {
  const history = (strategy: SnapshotStrategy<"v" | "moment">, onDelete: "keep" | "close" = "keep") =>
    snapshot({
      name: "t",
      key: "id",
      strategy,
      onDelete,
      query: (db) =>
        db.selectFrom(raw.as("r")).select(["r.id", "r.v", "r.moment"]).where("r.id", "is not", null),
    });
  const versions = () =>
    warehouse.look("select id, v, is_current, valid_to is null from marts.t order by id, valid_from, v");

  test("timestamp: a later row closes the version that is kept, at its own time", async () => {
    await runOf(history(timestamp("moment")));
    await warehouse.look("update src.raw set v = 'a2', moment = timestamp '2024-05-01' where id = 1");
    await warehouse.look("update src.raw set v = 'unseen' where id = 2");
    await runOf(history(timestamp("moment")));
    expect(await versions()).toEqual([
      ["1", "a", false, false],
      ["1", "a2", true, true],
      ["2", "b", true, true],
    ]);
    expect(await warehouse.look("select valid_from, valid_to from marts.t where v = 'a'")).toEqual([
      ["2024-01-01 00:00:00", "2024-05-01 00:00:00"],
    ]);
    expect((await runOf(history(timestamp("moment")), { fullRefresh: true })).models[0]?.rows).toBe(0);
    expect(await versions()).toHaveLength(3);
  });

  test("check: null and not null differ; a row that is gone is closed where asked, and opened when it comes back", async () => {
    await runOf(history(check(["v"]), "close"));
    await warehouse.look("update src.raw set v = null where id = 1");
    await warehouse.look("delete from src.raw where id = 2");
    await runOf(history(check(["v"]), "close"));
    expect(await versions()).toEqual([
      ["1", "a", false, false],
      ["1", null, true, true],
      ["2", "b", false, false],
    ]);
    await feed("(2, 'b', timestamp '2024-06-01')");
    await runOf(history(check(["v"]), "close"));
    expect((await versions()).slice(2)).toEqual([
      ["2", "b", false, false],
      ["2", "b", true, true],
    ]);
  });

  test("a null or repeated key is refused", async () => {
    await runOf(history(check()));
    await feed("(1, 'twice', timestamp '2024-06-01')");
    expect((await runOf(history(check()))).models[0]?.message).toContain("more than one new row");
    expect(await versions()).toHaveLength(2);
    await warehouse.look("drop table marts.t");
    expect((await runOf(history(check()))).models[0]?.message).toContain("more than one new row");
  });

  test("timestamp: a row without its time is refused, for nothing would be later", async () => {
    await feed("(3, 'c', null)");
    expect((await runOf(history(timestamp("moment")))).models[0]?.message).toContain(
      "a row has a null in moment",
    );
  });
});

describe("a run that dies", () => {
  test("leaves tables aside that the next run clears away", async () => {
    await warehouse.look("create schema if not exists marts");
    await warehouse.look("create table marts.t__aside_0123abcd as select 1 as half");
    await warehouse.look("create table marts.t__20240101 as select 1 as mine");
    await runOf(grows(incremental({ strategy: "append" })));
    const { flat } = {
      flat: (
        await warehouse.look(
          "select table_name from information_schema.tables where table_schema = 'marts' order by 1",
        )
      ).flat(),
    };
    expect(flat).toEqual(["t", "t__20240101"]);
  });
});
