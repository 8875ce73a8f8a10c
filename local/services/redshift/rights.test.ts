import { ExecuteStatementCommand } from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Ran, ROLE, TARGET, TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  for (const sql of [
    "create schema marts",
    "create table marts.sales as select 1 as day, 10 as amount",
    "create table marts.wages as select 1 as day, 99 as amount",
    "create view marts.shown as select amount from marts.wages",
    "create view marts.strikes as select order_id from lake.orders with no schema binding",
    "create group readers",
    'create user "IAMR:api" password disable',
    'alter group readers add user "IAMR:api"',
    "create user builder password disable",
  ])
    await warehouse.ok(sql);
});
afterAll(() => warehouse.close());

async function as(user: string, sql: string): Promise<Ran> {
  const { Id } = await warehouse.client.send(
    new ExecuteStatementCommand({ ...TARGET, DbUser: user, Sql: sql, WaitTimeSeconds: 30 }),
  );
  return warehouse.described(Id as string);
}
const api = async (sql: string) => {
  const { status, error, rows } = await as("IAMR:api", sql);
  return status === "FINISHED" ? rows : error;
};

test("a user reads what its group was granted, and nothing else", async () => {
  expect(await api("select * from marts.sales")).toBe("ERROR: permission denied for schema marts");
  await warehouse.ok("grant usage on schema marts to group readers");
  expect(await api("select * from marts.sales")).toBe("ERROR: permission denied for relation sales");
  await warehouse.ok("grant select on marts.sales, marts.shown, marts.strikes to group readers");
  expect(await api("select amount from marts.sales")).toEqual([[10]]);
  expect(await api("select amount from marts.wages")).toBe("ERROR: permission denied for relation wages");
  expect(await api("select amount from marts.shown")).toEqual([[99]]);
  expect(await api("select count(*) >= 0 from marts.strikes")).toEqual([[true]]);
  expect(await api("select * from lake.orders")).toBe("ERROR: permission denied for schema lake");
  expect(
    await api("select s.amount from marts.sales s join (select amount from marts.wages) w on true"),
  ).toBe("ERROR: permission denied for relation wages");
  await warehouse.ok("revoke select on marts.sales from group readers");
  expect(await api("select amount from marts.sales")).toBe("ERROR: permission denied for relation sales");
  await warehouse.ok("grant select on all tables in schema marts to group readers");
  expect(await api("select amount from marts.wages")).toEqual([[99]]);
  await warehouse.ok("revoke all on all tables in schema marts from group readers");
  await warehouse.ok("grant select on marts.sales to group readers");
});

test("who may read cannot write, make or drop, by whatever statement", async () => {
  const denied = "ERROR: permission denied for relation sales";
  for (const [sql, words] of [
    ["insert into marts.sales values (2, 2)", denied],
    ["update marts.sales set amount = 0", denied],
    ["delete from marts.sales", denied],
    ["truncate marts.sales", denied],
    ["drop table marts.sales", "ERROR: must be owner of relation sales"],
    ["alter table marts.sales rename to mine", "ERROR: must be owner of relation sales"],
    ['alter table marts.sales owner to "IAMR:api"', "ERROR: must be owner of relation sales"],
    ["create table marts.mine as select 1 as a", "ERROR: permission denied for schema marts"],
    ["create view marts.mine as select 1 as a", "ERROR: permission denied for schema marts"],
    ["create schema mine", "ERROR: permission denied for database analytics"],
    ["drop schema marts cascade", "ERROR: must be owner of schema marts"],
    ["grant select on marts.wages to group readers", "ERROR: permission denied for relation wages"],
    ["create user mine password disable", "ERROR: must be superuser to create users"],
    [`copy marts.sales from 's3://acme/x' iam_role '${ROLE}' csv`, denied],
    [
      `unload ('select * from marts.wages') to 's3://acme/out/' iam_role '${ROLE}'`,
      "ERROR: permission denied for relation wages",
    ],
  ] as const)
    expect({ sql, error: await api(sql) }).toEqual({ sql, error: words });
  expect(await api("select amount from marts.sales")).toEqual([[10]]);
});

test("PUBLIC makes tables in public, and acts by roles, until that is revoked", async () => {
  const unload = `unload ('select * from marts.sales') to 's3://acme/out/' iam_role '${ROLE}'`;
  await warehouse.ok("revoke assumerole on all from public for all");
  await warehouse.ok(`grant assumerole on '${ROLE}' to builder for copy, unload`);
  const said = `ERROR: User IAMR:api does not have ASSUMEROLE permission on IAM role "${ROLE}" for UNLOAD`;
  expect(await api(unload)).toBe(said);
  expect((await as("builder", unload)).error).toBe("ERROR: permission denied for schema marts");
  expect(await api("create table public.mine as select 1 as a")).toEqual([]);
  await warehouse.ok("revoke create on schema public from public");
  expect(await api("create table public.more as select 1 as a")).toBe(
    "ERROR: permission denied for schema public",
  );
});

test("who makes a schema owns it, and what a table was granted goes with its name", async () => {
  await warehouse.ok("grant create, temporary on database analytics to builder");
  for (const sql of [
    "create schema built",
    "create table built.aside as select 1 as a",
    "grant usage on schema built to group readers",
    "grant select on built.aside to group readers",
    "alter table built.aside rename to a",
  ])
    expect(await as("builder", sql)).toMatchObject({ status: "FINISHED" });
  expect(await api("select * from built.a")).toEqual([[1]]);
  await as("builder", "drop table built.a");
  await as("builder", "create table built.a as select 2 as a");
  expect(await api("select * from built.a")).toBe("ERROR: permission denied for relation a");
  await warehouse.ok('alter group readers drop user "IAMR:api"');
  expect(await api("select * from built.a")).toBe("ERROR: permission denied for schema built");
});
