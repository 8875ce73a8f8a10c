// What system views tell, and in which words they say that a column of AWS's is not here.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../testing/redshift.ts";
import { LACKING } from "./engine/system-columns.ts";

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await TestWarehouse.start();
});
afterAll(() => warehouse.close());

/** Those that are not in pg_catalog. */
const SCHEMAS: Readonly<Record<string, string>> = {
  columns: "information_schema.",
  schemata: "information_schema.",
};

test.each(Object.entries(LACKING))("%s: what is not here says so, and is not here", async (view, names) => {
  for (const name of names.split(" ")) {
    const error = await warehouse.errorOf(`select "${name}" from ${SCHEMAS[view] ?? ""}${view}`);
    expect(error).toBe(`ERROR: the column ${name} of ${view} is not available in the local Redshift`);
  }
  expect(await warehouse.errorOf(`select nowhere from ${SCHEMAS[view] ?? ""}${view}`)).toBe(
    'ERROR: column "nowhere" does not exist',
  );
});

test("who is a superuser is told", async () => {
  await warehouse.ok("create user john password 'Abcd1234'");
  await warehouse.ok("create user root2 password 'Abcd1234' createuser");
  expect((await warehouse.ok("select usename, usesuper from pg_user order by usename")).rows).toEqual([
    ["admin", true],
    ["john", false],
    ["root2", true],
  ]);
});
