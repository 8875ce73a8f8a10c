// A null among a function's arguments is a null of the result, but of the functions that are there for nulls.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { nullArguments } from "../../../testing/null-arguments.ts";
import { TestWarehouse } from "../../../testing/redshift.ts";
import { CASES } from "./cases/index.ts";

const TAKES_NULLS = new Set(
  (
    "array array_contains array_position array_positions can_json_parse coalesce current_schemas decode greatest is_array is_bigint is_boolean is_char is_decimal is_integer is_object is_scalar is_smallint " +
    "is_varchar least nullif nvl nvl2 object set_config user_is_member_of"
  ).split(" "),
);
const nameOf = (call: string): string => call.slice(0, call.indexOf("("));
const CALLS = nullArguments(
  CASES.flatMap((pages) => Object.values(pages).flat()).flatMap(([expression, value]) =>
    /^ERROR/.test(String(value)) ? [] : expression,
  ),
  (arg) => `case when x > 0 then ${arg} end`,
).filter((call) => !TAKES_NULLS.has(nameOf(call)));

let warehouse: TestWarehouse;
let session: string;
beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  session = await warehouse.session("select 1");
});
afterAll(() => warehouse.close());

test("a null in, a null out", async () => {
  expect(CALLS.length).toBeGreaterThan(300);
  const something: unknown[] = [];
  for (const call of CALLS) {
    const ran = await warehouse.run(`select ${call} from (select 0 as x)`, {}, session);
    // What wants a literal refuses.
    if (ran.status === "FINISHED" && ran.rows[0]?.[0] !== null) something.push([call, ran.rows]);
  }
  expect(something).toEqual([]);
}, 300_000);
