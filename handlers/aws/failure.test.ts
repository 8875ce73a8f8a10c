import { expect, test } from "@jest/globals";
import { z } from "zod";
import { HeadraceError } from "../../core/errors.ts";
import { RedshiftError } from "../../warehouse/kysely/errors.ts";
import { failureOf, presentable, reasonOf } from "./failure.ts";

test.each([
  [
    `Conversion Error: Could not convert string 'anna@example.org' to INT32`,
    "Conversion Error: Could not convert string … to INT32",
  ],
  [`ERROR: invalid input syntax for integer: "anna"`, "ERROR: invalid input syntax for integer: …"],
  [
    `ERROR: Invalid digit, Value 'a', Pos 0, Type: Integer\n  DETAIL: anna`,
    "ERROR: Invalid digit, Value …, Pos 0, Type: Integer",
  ],
  [`ERROR: column "nope" does not exist in 'x'`, `ERROR: column "nope" does not exist in …`],
  [`ERROR: relation "marts.orders" does not exist`, `ERROR: relation "marts.orders" does not exist`],
  [`unknown \`thing\` ${"x".repeat(600)}`, `unknown … ${"x".repeat(490)}`],
])("%s", (message, reason) => {
  expect(reasonOf(message)).toBe(reason);
});

test("an error with a fix is told whole, with its code", () => {
  const error = new HeadraceError("run_locked", `another run of "shop" is under way`, "wait for it");
  expect(failureOf(error)).toEqual({
    name: "HeadraceError",
    code: "run_locked",
    reason: `another run of "shop" is under way`,
  });
  expect(presentable(error)).toBe(error);
});

test("an error of Redshift is told with the id of its statement", () => {
  const error = new RedshiftError(`ERROR: invalid input syntax for integer: "anna"`, { statementId: "s1" });
  expect(failureOf(error)).toEqual({
    name: "RedshiftError",
    reason: "ERROR: invalid input syntax for integer: …",
    statement_id: "s1",
  });
});

test("what a schema refuses is told field by field", () => {
  const { error } = z.object({ run: z.object({ rows: z.number() }) }).safeParse({ run: { rows: "anna" } });
  expect(failureOf(error)).toEqual({
    name: "ZodError",
    reason: "run.rows: Invalid input: expected number, received string",
  });
});

test("what nobody foresaw is told with the place, and neither there nor when it is thrown with a value", () => {
  const error = new TypeError("'anna' is no number\nanna, line 2");
  const failure = failureOf(error);
  expect(failure).toMatchObject({ name: "TypeError", reason: "… is no number" });
  expect(failure.at?.[0]).toMatch(/^at .*failure\.test\.ts:\d+:\d+/);
  expect(JSON.stringify(failure)).not.toContain("anna");
  const thrown = presentable(error);
  expect([thrown.name, thrown.message]).toEqual(["TypeError", "… is no number"]);
  expect(thrown.stack).not.toContain("anna");
});
