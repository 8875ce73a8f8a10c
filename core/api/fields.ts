// Kinds of parameters and members that several routes have.
import * as z from "zod";
import { NAME } from "../contract/fields.ts";

/** A dataset, a model, a query: a name of the contract. */
export const contractName = (what: string) =>
  z.string().regex(NAME, "expected a name of a-z, 0-9 and _, a letter first").describe(what);

/** A whole number in a query string: digits alone. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));

/** A cursor is as long as what it stands for; a request's line has limits of its own. */
export const cursor = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,4096}$/, "expected a cursor as an answer had it")
  .describe("Where to go on: `next` of the answer before, to the same question by the same caller.");

export const next = z
  .string()
  .nullable()
  .describe("The cursor of the page that follows; null where this is the last one.");

export const timestamp = (what: string) => z.string().describe(`${what} ISO 8601, in UTC.`);
