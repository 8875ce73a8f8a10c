// What Kysely can say and Redshift cannot is refused when it is compiled, by a message that names the Redshift way.
import { expect, test } from "@jest/globals";
import { sql } from "kysely";
import { RedshiftCompileError } from "./index.ts";
import { compilingDb } from "./testing/compiling.ts";

const db = compilingDb();
const orders = db.selectFrom("orders");

const REFUSED: [string, () => { compile(): unknown }, string][] = [
  [
    "ON CONFLICT",
    () =>
      db
        .insertInto("customers")
        .values({ id: 1, name: "a", email: null })
        .onConflict((oc) => oc.doNothing()),
    "mergeInto",
  ],
  [
    "ON DUPLICATE KEY UPDATE",
    () =>
      db
        .insertInto("customers")
        .values({ id: 1, name: "a", email: null })
        .onDuplicateKeyUpdate({ name: "b" }),
    "mergeInto",
  ],
  [
    "RETURNING",
    () => db.insertInto("customers").values({ id: 1, name: "a", email: null }).returning("id"),
    "select the rows",
  ],
  ["RETURNING", () => db.updateTable("customers").set({ name: "b" }).returningAll(), "select the rows"],
  ["RETURNING", () => db.deleteFrom("customers").returning("id"), "select the rows"],
  ["DISTINCT ON", () => orders.distinctOn("customer_id").selectAll(), "qualify"],
  [
    "LATERAL",
    () =>
      orders
        .innerJoinLateral(
          (eb) => eb.selectFrom("customers").select("name").as("c"),
          (j) => j.onTrue(),
        )
        .selectAll(),
    "QUALIFY",
  ],
  ["FOR UPDATE", () => orders.selectAll().forUpdate(), "lockTables"],
  [
    "ORDER BY inside an aggregate",
    () => orders.select((eb) => eb.fn.agg("sum", ["amount"]).orderBy("id").as("x")),
    "listagg",
  ],
  [
    "FILTER on percentile_cont()",
    () =>
      orders.select((eb) =>
        eb.fn
          .agg("percentile_cont", [sql.lit(0.5)])
          .filterWhere("id", ">", 1)
          .as("x"),
      ),
    "CASE",
  ],
  [
    "sum() over an ordered window",
    () =>
      orders.select((eb) =>
        eb.fn
          .sum("amount")
          .over((o) => o.orderBy("id"))
          .as("x"),
      ),
    "windowed",
  ],
  ["function string_agg", () => orders.select((eb) => eb.fn("string_agg", ["status"]).as("x")), "listagg"],
  ["function now", () => orders.select((eb) => eb.fn("now").as("x")), "getdate"],
  [
    "JSON path",
    () =>
      orders.select((eb) =>
        eb
          .ref("items", "->")
          .key("a" as never)
          .as("x"),
      ),
    "superPath",
  ],
  ["operator @>", () => orders.select("id").where("items", "@>", "x"), "superPath"],
  ["operator ~*", () => orders.select("id").where("status", "~*", "x"), "regexp_instr"],
  [
    "operator between symmetric",
    () => orders.select("id").where((eb) => eb.betweenSymmetric("id", 1, 2)),
    "least",
  ],
  [
    "IS DISTINCT FROM",
    () => orders.select("id").where((eb) => eb(eb.fn("random"), "is distinct from", 1)),
    "subquery",
  ],
  ["INTERSECT ALL", () => orders.select("id").intersectAll(orders.select("id")), "row_number"],
  [
    "WITH RECURSIVE without column names",
    () =>
      db
        .withRecursive("t", (qb) => qb.selectFrom("customers").select("id"))
        .selectFrom("t")
        .selectAll(),
    "name them",
  ],
  [
    "INSERT, UPDATE or DELETE inside WITH",
    () =>
      db
        .with("t", (qb) => qb.deleteFrom("customers"))
        .selectFrom("orders")
        .select("id"),
    "one transaction",
  ],
  [
    "WITH before INSERT … VALUES",
    () =>
      db
        .with("t", (qb) => qb.selectFrom("customers").select("id"))
        .insertInto("customers")
        .values({ id: 1, name: "x", email: null }),
    "insert from a select",
  ],
  ["alias on DELETE's table", () => db.deleteFrom("customers as c").where("c.id", "=", 1), "own name"],
  ["ORDER BY or LIMIT on DELETE", () => db.deleteFrom("customers").limit(1), "by key"],
  [
    "MERGE from a subquery",
    () =>
      db
        .mergeInto("orders")
        .using(db.selectFrom("staged").selectAll().as("s"), "s.id", "orders.id")
        .whenMatched()
        .thenDelete(),
    "temporary table",
  ],
  [
    "alias on MERGE's target",
    () => db.mergeInto("orders as o").using("staged", "staged.id", "o.id").whenMatched().thenDelete(),
    "own name",
  ],
  [
    "MERGE with matched",
    () => db.mergeInto("orders").using("staged", "staged.id", "orders.id").whenMatched().thenDelete(),
    "one whenMatched and one whenNotMatched",
  ],
  [
    "WHEN MATCHED AND",
    () =>
      db
        .mergeInto("orders")
        .using("staged", "staged.id", "orders.id")
        .whenMatchedAnd("staged.status", "=", "x")
        .thenDelete(),
    "CASE",
  ],
  [
    "DO NOTHING",
    () => db.mergeInto("orders").using("staged", "staged.id", "orders.id").whenMatched().thenDoNothing(),
    "not exists",
  ],
  [
    "MERGE on anything but equal",
    () =>
      db
        .mergeInto("orders")
        .using("staged", (j) => j.on("staged.id", ">", 1))
        .whenMatched()
        .thenDelete(),
    "filter the rows",
  ],
  ["INDEX", () => db.schema.createIndex("i").on("orders").column("id"), "sort key"],
  ["type JSONB", () => db.schema.createTable("t").addColumn("a", "jsonb"), "SUPER"],
  ["type SERIAL", () => db.schema.createTable("t").addColumn("a", "serial"), "identity(1, 1)"],
  ["type UUID", () => db.schema.createTable("t").addColumn("a", "uuid"), "char(36)"],
  ["type INT4MULTIRANGE", () => db.schema.createTable("t").addColumn("a", "int4multirange"), "two columns"],
  ["precision on TIMESTAMP", () => db.schema.createTable("t").addColumn("a", "timestamp(3)"), "microseconds"],
  [
    "CHECK",
    () => db.schema.createTable("t").addColumn("a", "integer", (c) => c.check(sql`a > 1`)),
    "return nothing",
  ],
  [
    "generated column",
    () => db.schema.createTable("t").addColumn("a", "integer", (c) => c.generatedAlwaysAs(sql`1`)),
    "view",
  ],
  [
    "ON DELETE",
    () =>
      db.schema.createTable("t").addColumn("a", "integer", (c) => c.references("b.id").onDelete("cascade")),
    "hints",
  ],
  [
    "CREATE VIEW IF NOT EXISTS",
    () => db.schema.createView("v").ifNotExists().as(orders.select("id")),
    "orReplace",
  ],
  [
    "CREATE TABLE IF NOT EXISTS … AS",
    () => db.schema.createTable("t").ifNotExists().as(orders.select("id")),
    "drop the table",
  ],
  [
    "ALTER TABLE with several changes",
    () => db.schema.alterTable("t").addColumn("a", "integer").addColumn("b", "integer"),
    "one ALTER TABLE",
  ],
  [
    "ALTER COLUMN",
    () => db.schema.alterTable("t").alterColumn("a", (c) => c.setNotNull()),
    "varchar's length",
  ],
  ["SET SCHEMA", () => db.schema.alterTable("t").setSchema("s"), "APPEND"],
  ["DROP TYPE", () => db.schema.dropType("t").ifExists(), "no types"],
  ["ALTER TYPE", () => db.schema.alterType("t").addValue("a"), "no types"],
  [
    "ADD COLUMN … NOT NULL without a default",
    () => db.schema.alterTable("t").addColumn("a", "integer", (c) => c.notNull()),
    "defaultTo",
  ],
  [
    "ADD COLUMN with a constraint",
    () => db.schema.alterTable("t").addColumn("a", "integer", (c) => c.unique()),
    "addUniqueConstraint",
  ],
  [
    "ADD COLUMN with a constraint",
    () => db.schema.alterTable("t").addColumn("a", "integer", (c) => c.references("o.id")),
    "addForeignKeyConstraint",
  ],
  [
    "ADD COLUMN … IDENTITY",
    () => db.schema.alterTable("t").addColumn("a", "integer", (c) => c.generatedAlwaysAsIdentity()),
    "again",
  ],
  ["CREATE TYPE", () => db.schema.createType("t").asEnum(["a"]), "varchar"],
];

test.each(REFUSED)("%s", (construct, query, way) => {
  let error: unknown;
  try {
    query().compile();
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(RedshiftCompileError);
  expect((error as RedshiftCompileError).construct).toContain(construct);
  expect((error as RedshiftCompileError).instead).toContain(way);
  expect((error as RedshiftCompileError).message).not.toMatch(/ no an? /);
});
