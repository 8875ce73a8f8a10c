// Which types a standing column takes without a loss.
import { expect, test } from "@jest/globals";
import { takes } from "./sql/types.ts";

test.each([
  ["integer", "bigint", true],
  ["varchar(5)", "varchar(65535)", true],
  ["char(3)", "character varying", true],
  ["decimal(12, 2)", "decimal(38, 2)", true],
  ["decimal(12, 2)", "decimal(12, 1)", true],
  ["decimal(12, 2)", "decimal(12, 3)", false],
  ["decimal(12, 2)", "bigint", true],
  ["decimal(12, 2)", "double precision", false],
  ["integer", "decimal(12, 2)", false],
  ["bigint", "double precision", false],
  ["double precision", "integer", true],
  ["double precision", "real", true],
  ["real", "double precision", false],
  ["double precision", "decimal(12, 2)", false],
  ["timestamp without time zone", "date", true],
  ["date", "timestamp without time zone", false],
  ["timestamp without time zone", "timestamp with time zone", false],
  ["varchar(5)", "integer", false],
  ["boolean", "integer", false],
  ["super", "super", true],
])("%s takes %s: %s", (standing, incoming, taken) => {
  expect(takes(standing, incoming)).toBe(taken);
});
